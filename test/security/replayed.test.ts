import type { Context } from '@temporalio/activity';
import type { ApplicationFailure } from '@temporalio/common';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { StepTask } from '../../contract/task.js';
import { refuseReplayed } from '../../worker/refuse-replayed.js';
import { stepTask } from '../activities/attempt/step-task.js';
import { tempFolder } from '../activities/temp-folder.js';

let folder: Awaited<ReturnType<typeof tempFolder>>;
beforeEach(async () => {
  folder = await tempFolder();
});
afterEach(() => folder.remove());

interface Call {
  execution?: string;
  attempt?: number;
  task?: Partial<StepTask>;
  run?: Partial<StepTask['run']>;
}

/** What a worker does with an attempt: `executed`, or the code with which it was refused. */
async function hand({ execution = 'e1', attempt = 1, task = {}, run = {} }: Call): Promise<string> {
  const info = {
    workflowExecution: { workflowId: 'shop', runId: execution },
    activityId: 'x',
    attempt,
  };
  const interceptors = refuseReplayed(folder.path)({ info } as unknown as Context);
  const given = stepTask(folder.path, { checked: false, ...task });
  Object.assign(given.run, { execution: 'e1', ticket: 't1', ...run });
  const next = async () => 'executed';
  const input = { args: [given], headers: {} };
  const answer = interceptors.inbound?.execute?.(input, next) as Promise<string>;
  return answer.catch((failure: ApplicationFailure) => failure.type ?? 'failed');
}

it('a step that nobody can look at is executed once an attempt, whoever asks again', async () => {
  expect(await hand({})).toBe('executed');
  expect(await hand({})).toBe('outcome.unknown');
  expect(await hand({ attempt: 2 })).toBe('executed');
});

it('a step that can be checked may be asked for as often as one likes', async () => {
  const task = { checked: true };
  expect([await hand({ task }), await hand({ task })]).toEqual(['executed', 'executed']);
  const look = { mode: 'look' } as const;
  expect([await hand({ task: look }), await hand({ task: look })]).toEqual([
    'executed',
    'executed',
  ]);
});

it('a task is good for its own execution, and a start for one', async () => {
  expect(await hand({})).toBe('executed');
  expect(await hand({ execution: 'e2' })).toBe('payload.refused');
  // The same start again: the execution is its own, the ticket is not.
  expect(await hand({ execution: 'e2', run: { execution: 'e2' } })).toBe('payload.refused');
  expect(await hand({ execution: 'e2', run: { execution: 'e2', ticket: 't2' } })).toBe('executed');
});
