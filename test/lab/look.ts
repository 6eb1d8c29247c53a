import { expect } from 'vitest';
import type { StepView } from '../../contract/run.js';
import { bringUp } from './cluster.js';
import { labInputs, muster, testLab } from './test-lab.js';

export interface Looked {
  exitCode: number;
  /** Ids of the steps that do not hold. */
  toDo: string[];
  /** Ids of the steps of which nothing can be said before those hold. */
  follows: string[];
  /** Ids of the steps that could not be checked for another reason. */
  unknown: string[];
  steps: StepView[];
}

/** `muster plan` or `muster verify` of the chapter's pipeline, as a script reads it. */
export async function look(verb: 'plan' | 'verify'): Promise<Looked> {
  const ran = await muster([verb, testLab.pipeline, ...labInputs, '--json']);
  const { steps } = JSON.parse(ran.stdout) as { steps: StepView[] };
  const ids = (change: string) => steps.filter((s) => s.change === change).map((s) => s.id);
  return {
    exitCode: ran.exitCode,
    toDo: ids('to-do'),
    follows: ids('known-after-apply'),
    unknown: ids('unknown'),
    steps,
  };
}

/** `muster up`, which must succeed; the ids of the steps that changed something. */
export async function repair(): Promise<string[]> {
  const ran = await bringUp('--json', '--resume');
  expect(ran.exitCode, `${ran.stderr}\n${ran.stdout}`).toBe(0);
  const { steps } = JSON.parse(ran.stdout) as { steps: StepView[] };
  return steps.filter((step) => step.change === 'changed').map((step) => step.id);
}
