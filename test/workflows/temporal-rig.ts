import * as sdk from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { vi } from 'vitest';
import { retrying } from '../../client/connection.js';
import { MusterClient } from '../../client/muster-client.js';
import type { StartRequest } from '../../client/requests.js';
import type { Plan } from '../../contract/plan.js';
import type { RunView } from '../../contract/run.js';
import type { StepResult, StepTask } from '../../contract/task.js';
import { findTemporal } from '../../worker/engine/temporal-program.js';
import { built } from '../built.js';
import { patience } from '../patience.js';

export type Activity = (task: StepTask) => Promise<StepResult> | StepResult;

/** A Temporal server, a worker whose activity type `test.step` does what a test says, a client. */
export interface TemporalRig {
  environment: TestWorkflowEnvironment;
  runs: MusterClient;
  /** What `test.step` does; default: holds at once. */
  activity: Activity;
  start(plan: Plan, changes?: Partial<StartRequest>): Promise<string>;
  /** The run once it ended or waits for somebody. */
  settled(name: string): Promise<RunView>;
  close(): Promise<void>;
}

export const holds: Activity = ({ step }) => ({
  holds: true,
  changed: true,
  outputs: { value: `value of ${step}` },
});

export function failure(code = 'test.failed'): ApplicationFailure {
  const details = [{ next: 'Mend it.', tail: ['last line'] }];
  const error = ApplicationFailure.create({
    type: code,
    message: 'it failed',
    nonRetryable: true,
    details,
  });
  // Histories are recorded with it, and paths of this computer are nobody's business.
  error.stack = '';
  return error;
}

export async function startRig(extraArgs: string[] = []): Promise<TemporalRig> {
  const executable = { type: 'existing-path', path: await findTemporal() } as const;
  return rigOn(() => TestWorkflowEnvironment.createLocal({ server: { executable, extraArgs } }));
}

/** The same on another kind of server. */
export async function rigOn(
  startServer: () => Promise<TestWorkflowEnvironment>,
): Promise<TemporalRig> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const [environment, codePath] = await Promise.all([
    // sdk-core gives a server up after five seconds, which it may need on a busy computer.
    vi.waitFor(startServer, patience),
    built('workflow-bundle.js'),
  ]);
  const { address } = environment;
  const connection = await sdk.Connection.connect({ address, interceptors: retrying(sdk) });
  let count = 0;
  const rig: TemporalRig = {
    environment,
    runs: new MusterClient(new sdk.Client({ connection })),
    activity: holds,
    async start(plan, changes = {}) {
      count += 1;
      const { name } = await rig.runs.start({
        plan,
        inputs: {},
        mode: 'up',
        name: `run-${count}`,
        environment: { host: 'here', variables: {} },
        queue: 'rig',
        by: { kind: 'user', id: 'somebody@somewhere', via: 'command' },
        ...changes,
      });
      return name;
    },
    async settled(name) {
      let last: RunView | undefined;
      for await (const view of rig.runs.follow(name, { everyMs: 20 })) last = view;
      if (!last) throw new Error('nothing to follow');
      return last;
    },
    async close() {
      worker.shutdown();
      await running;
      await connection.close();
      await environment.teardown();
    },
  };
  const worker = await Worker.create({
    connection: environment.nativeConnection,
    taskQueue: 'rig',
    workflowBundle: { codePath },
    activities: { 'test.step': (task: StepTask) => rig.activity(task) },
    maxHeartbeatThrottleInterval: '100ms',
  });
  const running = worker.run();
  return rig;
}
