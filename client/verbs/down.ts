import type { JsonObject, Plan } from '../../contract/plan.js';
import type { RunView } from '../../contract/run.js';
import type { Loaded } from '../../language/index.js';
import { busy, ClientError } from '../refusal.js';
import type { Runs } from '../requests.js';
import { type Doer, handOver } from './caller.js';
import { whereItIs } from './place.js';
import { quotable, readPipeline, readyToRun } from './ready.js';

export interface DownRequest {
  /**
   * Absolute path of the pipeline's file: read only where nothing was brought up under that name, for
   * what may be there all the same.
   */
  file?: string;
  /** Inputs for that; refused where they would not be used. */
  inputs?: JsonObject;
}

/** What a down takes down, in this order. */
export interface WhatGoesDown {
  name: string;
  steps: { id: string; what: string }[];
}

/** The run that takes down: a new one, or the held one, which is aborted with undo. */
export interface Down {
  name: string;
  runId: string;
  how: 'new-run' | 'held-run';
}

interface Target {
  plan: Plan;
  inputs: JsonObject;
  held: RunView | undefined;
  /** Its file, where that was read. */
  loaded?: Loaded;
}

export async function whatGoesDown(
  doer: Doer,
  name: string,
  request: DownRequest,
): Promise<WhatGoesDown> {
  const { plan } = await targetOf(doer, name, request);
  const steps = plan.steps.filter((step) => step.undoable).reverse();
  return { name, steps: steps.map((step) => ({ id: step.id, what: step.name ?? step.type })) };
}

/** Takes down what the last `up` of that name brought up, with its plan and its inputs. */
export async function down(doer: Doer, name: string, request: DownRequest): Promise<Down> {
  const { runs, caller } = doer;
  const from = await whereItIs(doer, name);
  const { plan, inputs, held, loaded } = await targetOf(doer, name, request);
  if (loaded) caller.warn?.(quotable(loaded));
  await handOver(doer, plan);
  if (held !== undefined) {
    await runs.abort(name, { undo: true, reason: 'taken down', by: caller.by });
    return { name, runId: held.runId, how: 'held-run' };
  }
  const started = await runs.start({ ...from, plan, inputs, mode: 'down', name });
  return { ...started, how: 'new-run' };
}

async function targetOf(
  { runs, caller }: Doer,
  name: string,
  { file, inputs = {} }: DownRequest,
): Promise<Target> {
  const open = await openRun(runs, name);
  if (open !== undefined && open.state !== 'held') throw busy(open, 'down');
  const last = await runs.lastUp(name);
  if (last !== undefined) {
    const isGiven = Object.keys(inputs).length > 0;
    if (isGiven) throw new ClientError({ code: 'inputs.unused', name });
    return { ...last, held: open };
  }
  if (file === undefined) throw new ClientError({ code: 'run.unknown', name, sought: 'up' });
  const loaded = await readPipeline(file, caller.env);
  return { ...readyToRun(loaded, file, inputs), held: open, loaded };
}

async function openRun(runs: Runs, name: string): Promise<RunView | undefined> {
  try {
    const view = await runs.view(name);
    return view.endedAt === undefined ? view : undefined;
  } catch (error) {
    if (error instanceof ClientError && error.code === 'run.unknown') return undefined;
    throw error;
  }
}
