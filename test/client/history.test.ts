import { readFile } from 'node:fs/promises';
import { defaultDataConverter } from '@temporalio/common';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { expect, test } from 'vitest';
import { attemptsIn, type Decode } from '../../client/history/attempts.js';
import type { HistoryEvent } from '../../client/history/events.js';
import { happeningsOf } from '../../client/history/happenings.js';
import { endedBy, stateChanges } from '../../client/history/read-history.js';
import type { Happening } from '../../contract/history.js';
import type { RunView } from '../../contract/run.js';

/** Histories as Temporal's server has recorded them: of no engine, so not signed. */
async function recorded(name: string): Promise<HistoryEvent[]> {
  const file = new URL(`../history/${name}.json`, import.meta.url);
  return historyFromJSON(JSON.parse(await readFile(file, 'utf8'))).events as HistoryEvent[];
}

const decode: Decode = async (payloads) =>
  (await decodeArrayFromPayloads(defaultDataConverter, payloads))[0];

/** The last state of a run that succeeded. */
async function viewIn(events: HistoryEvent[]): Promise<RunView> {
  const end = events.at(-1)?.workflowExecutionCompletedEventAttributes;
  return (await decode(end?.result?.payloads)) as RunView;
}

async function historyOf(name: string): Promise<Happening[]> {
  const events = await recorded(name);
  const first = events[0]?.workflowExecutionStartedEventAttributes;
  const { plan } = (await decode(first?.input?.payloads)) as { plan: { steps: [] } };
  return happeningsOf({
    run: await viewIn(events),
    attempts: await attemptsIn(events, decode),
    changes: await stateChanges(events, decode),
    steps: plan.steps,
    why: endedBy(events),
  });
}

/** In a word or two each. */
const told = (happenings: Happening[]) =>
  happenings.map((one) => {
    if (one.what === 'attempt') return `${one.step} ${one.number} ${one.outcome}`;
    if (one.what === 'asked') return `${one.by.id} ${one.verb} ${one.steps}`;
    return one.what === 'state' ? `${one.state} ${one.steps ?? ''}`.trim() : one.what;
  });

test('every attempt of a step that was tried again is told, with how it ended and how long it took', async () => {
  const happenings = await historyOf('tried-again.0.1.2');
  expect(told(happenings)).toEqual([
    'started',
    'a 1 failed',
    'a 2 changed',
    'last 1 changed',
    'ended',
  ]);
  const [, first] = happenings;
  expect(first).toMatchObject({ code: 'test.stumbled', message: 'not at first', mode: 'up' });
  expect(first).toMatchObject({
    at: '2026-11-29T16:12:58.618Z',
    endedAt: '2026-11-29T16:12:58.639Z',
  });
});

test('a hold says which step it is at; who resumed it and the second pass follow', async () => {
  expect(told(await historyOf('held-and-resumed.0.1.2'))).toEqual([
    'started',
    'a 1 changed',
    'b 1 changed',
    'c 1 failed',
    'held c',
    'page 1 changed',
    'somebody@somewhere resume c',
    'running',
    'a 1 changed',
    'b 1 changed',
    'c 1 changed',
    'ended',
  ]);
});

test('what a person skipped does not hold the run any more', () => {
  const at = (minute: number) => `2026-11-29T10:0${minute}:00.000Z`;
  const by = { kind: 'user', id: 'anna@build-7' } as const;
  const failed = { what: 'attempt', number: 1, outcome: 'failed' } as const;
  const happenings = happeningsOf({
    run: {
      mode: 'up',
      state: 'held',
      startedAt: at(0),
      actions: [{ verb: 'skip', by, at: at(3), steps: ['a'] }],
    },
    attempts: [
      { ...failed, step: 'a', at: at(1), endedAt: at(2) },
      { ...failed, step: 'optional', at: at(1), endedAt: at(2) },
      { ...failed, step: 'b', at: at(4), endedAt: at(5) },
    ],
    changes: [
      { at: at(2), state: 'held' },
      { at: at(5), state: 'held' },
    ],
    steps: [
      { id: 'a', onFailure: 'hold' },
      { id: 'b', onFailure: 'hold' },
      { id: 'optional', onFailure: 'continue' },
    ],
  });
  expect(told(happenings).filter((words) => words.startsWith('held'))).toEqual([
    'held a',
    'held b',
  ]);
});

test('a pause, an approval and the states between them are told', async () => {
  const words = told(await historyOf('paused-and-approved.0.1.2'));
  expect(words.filter((word) => !word.startsWith('last'))).toEqual([
    'started',
    'waiting-approval',
    expect.stringMatching(/pause/),
    'paused',
    expect.stringMatching(/resume|approve/),
    expect.stringMatching(/resume|approve/),
    'running',
    'ended',
  ]);
});

test('a history of Muster 0.1, where Temporal made the attempts, can be read', async () => {
  const words = told(await historyOf('held-and-resumed.0.1'));
  expect(words).toContain('held c');
  expect(words.at(-1)).toBe('ended');
});
