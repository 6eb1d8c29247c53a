import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { plainProgress } from '../../../cli/follow/plain.js';
import type { RunView } from '../../../contract/run.js';
import {
  at,
  bootingRun,
  doneRun,
  heldRun,
  plainStyle,
  retryingRun,
  run,
  start,
  step,
  unchangedRun,
  waitingRun,
} from '../fixtures.js';

process.env.TZ = 'UTC';

function logOf(...views: RunView[]): string {
  return logWith(undefined, ...views);
}

function logWith(only: string | undefined, ...views: RunView[]): string {
  const stream = new PassThrough();
  let now = start;
  const progress = plainProgress(stream, plainStyle, () => now, only);
  for (const view of views) {
    now += 10_000;
    progress.show(view);
  }
  progress.end(true);
  return String(stream.read() ?? '');
}

test('a line tells each change once, with the time', async () => {
  const log = logOf(waitingRun, bootingRun, bootingRun, retryingRun, heldRun, doneRun);
  await expect(log).toMatchFileSnapshot('../render/goldens/plain.txt');
});

test('a step whose queue nobody serves is told of, with the name of the queue', () => {
  const waits = run({ steps: [step('there', { state: 'running', noWorker: 'rack-9' })] });
  expect(logOf(run({ steps: [step('there')] }), waits)).toContain(
    'there  no worker serves the queue rack-9',
  );
});

test('a run in which nothing had to be done is short', async () => {
  await expect(logOf(waitingRun, unchangedRun)).toMatchFileSnapshot(
    '../render/goldens/plain-unchanged.txt',
  );
});

test('a view that says nothing new adds nothing', () => {
  expect(logOf(bootingRun, bootingRun, bootingRun)).toBe(logOf(bootingRun));
});

test('instances that come to be known on the way are told apart', () => {
  const ids = ['core-01', 'core-02'].map((key) => `member[${key}]`);
  const ended = { state: 'done', change: 'changed', startedAt: at(0), endedAt: at(2) } as const;
  const log = logOf(
    run({ steps: [step('discover')] }),
    run({ steps: [step('discover', ended), ...ids.map((id) => step(id, ended))] }),
  );
  for (const id of ids) expect(log).toContain(`  ${id}  changed`);
});

test('an item with a line break in it makes no line of its own', () => {
  const ended = { state: 'done', change: 'changed', startedAt: at(0), endedAt: at(2) } as const;
  const log = logOf(run({ steps: [step('a[b\n12:00:20  forged  changed]', ended)] }));
  expect(log.trimEnd().split('\n')).toHaveLength(2);
});

test('where the result says everything, one line comes before it, or none', () => {
  expect(logWith('Looking …', waitingRun, bootingRun, doneRun)).toBe('Looking …\n');
  expect(logWith('', waitingRun, bootingRun, doneRun)).toBe('');
});

test('what had ended before anybody followed bears the time at which it ended', () => {
  const ended = new Date(start - 3_600_000).toISOString();
  const old = step('box', { state: 'done', change: 'changed', startedAt: ended, endedAt: ended });
  expect(logOf(run({ steps: [old] }))).toContain('11:00:00  box  changed');
});
