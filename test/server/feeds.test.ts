import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunView, StepView } from '../../contract/run.js';
import { Asker } from '../../server/feeds/asker.js';
import { positionOf } from '../../server/feeds/log-feed.js';
import { Pace } from '../../server/feeds/pace.js';
import { Version } from '../../server/feeds/version.js';
import { withLive } from '../../server/feeds/with-live.js';
import { outputsRead } from '../../server/pipelines/outputs-read.js';

const step = (changes: Partial<StepView>): StepView => ({
  id: 'a',
  type: 'shell',
  group: '',
  state: 'running',
  attempt: 1,
  ...changes,
});
const view = (one: StepView, changes: Partial<RunView> = {}): RunView => ({
  name: 'web',
  pipeline: 'web',
  file: '/web.yaml',
  mode: 'up',
  state: 'running',
  steps: [one],
  finally: [],
  actions: [],
  startedAt: '',
  runId: 'r1',
  ...changes,
});
const progress = { phase: 'applying', host: 'here', pid: 1, parts: { box: 'up' } } as const;
const live = (attempt: number) => new Map([['a', { attempt, progress }]]);

describe('a view with what attempts told since', () => {
  it('shows the progress of a step that runs', () => {
    const [shown] = withLive(view(step({})), live(1)).steps;
    expect(shown).toMatchObject({ state: 'running', progress, parts: { box: 'up' } });
  });

  it('shows that a step which waited for its next attempt has begun it', () => {
    const waiting = step({ state: 'retrying', attempt: 2, nextAttemptAt: 'soon' });
    const [shown] = withLive(view(waiting), live(2)).steps;
    expect(shown).toMatchObject({ state: 'running', attempt: 2 });
    expect(shown).not.toHaveProperty('nextAttemptAt');
  });

  it.each([
    ['is over', step({ state: 'done' })],
    ['is held', step({ state: 'held' })],
    ['has not begun', step({ state: 'waiting' })],
    ['is at a later attempt', step({ state: 'retrying', attempt: 2 })],
  ])('leaves a step alone that %s', (_what, one) => {
    expect(withLive(view(one), live(1)).steps).toEqual([one]);
  });

  it('leaves a run alone that has ended', () => {
    const ended = view(step({}), { endedAt: 'now' });
    expect(withLive(ended, live(1))).toEqual(ended);
  });
});

describe('time', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is kept by a pace: at once, then no more often than it says, and nothing is left out', () => {
    const acts: number[] = [];
    const pace = new Pace(100, () => acts.push(performance.now()));
    const began = performance.now();
    for (let ms = 0; ms < 250; ms += 10) {
      pace.ask();
      vi.advanceTimersByTime(10);
    }
    vi.advanceTimersByTime(1_000);
    expect(acts.map((at) => at - began)).toEqual([0, 100, 200, 300]);
  });

  it('passes between questions, but not after something was heard', async () => {
    let asked = 0;
    const asker = new Asker(1_000, async () => {
      asked++;
    });
    asker.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toBe(1);
    asker.soon();
    await vi.advanceTimersByTimeAsync(60);
    expect(asked).toBe(2);
    await vi.advanceTimersByTimeAsync(240);
    expect(asked).toBe(3);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toBe(4);
    asker.stop();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(asked).toBe(4);
  });

  it('is not put off by events without end', async () => {
    let asked = 0;
    const asker = new Asker(10_000, async () => {
      asked++;
    });
    asker.start();
    for (let ms = 0; ms < 1_000; ms += 10) {
      asker.soon();
      await vi.advanceTimersByTimeAsync(10);
    }
    asker.stop();
    expect(asked).toBeGreaterThan(10);
  });
});

it('a version wakes who waits for another one, and who gives up', async () => {
  const version = new Version();
  const end = new AbortController();
  const woken = version.after(0, end.signal);
  version.bump();
  await woken;
  expect(version.number).toBe(1);
  await version.after(0, end.signal);
  const given = version.after(1, end.signal);
  end.abort();
  await given;
});

it('a place in a log is an attempt and an offset, and nothing else', () => {
  expect(positionOf('20261126T112513.554Z-1@62')).toEqual({
    attempt: '20261126T112513.554Z-1',
    offset: 62,
  });
  for (const text of [undefined, '', '@1', 'a@b', '../../x@1', '20261126T112513.554Z-1@-1']) {
    expect(positionOf(text)).toBeUndefined();
  }
});

it('the outputs that somebody reads are found in expressions, and not in what looks like one', () => {
  const reads = (name: string) => ({
    expr: '…',
    reads: [{ step: 'a', of: 'outputs', output: name }],
  });
  const found = outputsRead({
    steps: [{ with: { map: { x: { expression: reads('url') } } }, if: reads('ok') }],
    outputs: { z: { text: ['at ', reads('url')] }, y: { literal: reads('never') } },
  } as never);
  expect(Object.fromEntries(found)).toEqual({ a: ['ok', 'url'] });
});

describe('something that changes', () => {
  it('keeps nobody who no longer waits for the change', async () => {
    const version = new Version();
    for (let times = 0; times < 100; times++) {
      const over = new AbortController();
      const waited = version.after(version.number, over.signal);
      expect(version.waiting).toBe(1);
      over.abort();
      await waited;
    }
    expect(version.waiting).toBe(0);
    const told = version.after(version.number, new AbortController().signal);
    version.bump();
    await told;
    expect(version.waiting).toBe(0);
  });
});
