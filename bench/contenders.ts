import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MusterClient } from '../client/muster-client.js';
import type { JsonObject, Plan } from '../contract/plan.js';
import { loadPipeline } from '../language/index.js';
import type { byHand, HandInput } from './by-hand.js';
import { catalogue, host, queues, type Rig } from './rig.js';
import type { Row } from './rows.js';

/** Who is measured: carries one run out, from the client's call to the run's result. */
export interface Contender {
  name: 'Muster' | 'by hand';
  run(id: string): Promise<void>;
}

const { PATH = '', HOME = '', LANG = '' } = process.env;
const environment = { host, variables: { PATH, HOME, LANG } };

/** Both sides of a row: a pipeline, and a workflow that does the same. */
export async function contenders(rig: Rig, row: Row): Promise<[Contender, Contender]> {
  const plan = await planOf(rig, row);
  const runs = new MusterClient(rig.client);
  const input = handInput(plan, row);
  return [
    {
      name: 'Muster',
      run: async (name) => {
        const by = { kind: 'user', id: 'bench' } as const;
        await runs.start({
          plan,
          inputs: {},
          mode: 'up',
          name,
          environment,
          by,
          queue: queues.muster,
        });
        await rig.client.workflow.getHandle(name).result();
      },
    },
    {
      name: 'by hand',
      run: async (workflowId) => {
        const options = { workflowId, taskQueue: queues.byHand, args: [input] as [HandInput] };
        await rig.client.workflow.start<typeof byHand>('byHand', options);
        await rig.client.workflow.getHandle(workflowId).result();
      },
    },
  ];
}

/** The row as a pipeline's text, read and planned as any other. */
async function planOf({ home }: Rig, row: Row): Promise<Plan> {
  const what = row.type === 'shell' ? 'run: /bin/true' : `uses: ${row.type}`;
  const needs = row.parallel ? ', needs: []' : '';
  const steps = Array.from({ length: row.steps }, (_, n) => `  - { id: s${n}, ${what}${needs} }`);
  const file = join(home.root, 'pipeline.yaml');
  await writeFile(file, `name: bench\nsteps:\n${steps.join('\n')}\n`);
  const { plan, diagnostics } = await loadPipeline(file, catalogue);
  if (!plan) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return plan;
}

/** The tasks that Muster's interpreter makes of the plan, written down beforehand. */
function handInput(plan: Plan, row: Row): HandInput {
  const [step] = plan.steps;
  if (!step || !('literal' in step.with)) throw new Error('a row has steps without expressions');
  const { directory, files, verify, checked } = step;
  return {
    type: step.type,
    steps: plan.steps.map(({ id }) => id),
    parallel: row.parallel,
    task: {
      mode: 'up',
      with: { value: step.with.literal as JsonObject, secrets: {} },
      env: { value: {}, secrets: {} },
      directory,
      files,
      verify,
      checked,
      environment,
    },
  };
}
