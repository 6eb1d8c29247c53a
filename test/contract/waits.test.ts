import { describe, expect, it } from 'vitest';
import type { StepView } from '../../contract/run.js';
import { askedSteps, heldSteps, leftSteps, waitOf } from '../../contract/waits.js';
import { waitWords } from '../../contract/words.js';

const step = (id: string, more: Partial<StepView> = {}): StepView => ({
  id,
  type: 'shell',
  group: '',
  state: 'waiting',
  ...more,
});
const held = step('h', { state: 'held' });
const asked = step('ok', { type: 'approval', state: 'running' });
const steps = [held, asked, step('w'), step('r', { state: 'running' })];
const now = '2026-11-29T12:00:00.000Z';
const paused = { by: { kind: 'user', id: 'anna@lab' }, at: now } as const;

describe('what a run waits for', () => {
  it('is what it says itself', () => {
    expect(heldSteps({ steps, held: ['h'] })).toEqual([held]);
    expect(askedSteps({ steps, asks: ['ok'] })).toEqual([asked]);
  });

  it('is read off the steps of a run of before, which did not say it', () => {
    expect(heldSteps({ steps })).toEqual([held]);
    expect(askedSteps({ steps })).toEqual([asked]);
  });

  it('is nothing once the run has ended', () => {
    expect(heldSteps({ steps, endedAt: now })).toEqual([]);
    expect(askedSteps({ steps, asks: ['ok'], endedAt: now })).toEqual([]);
  });

  it('has left nothing of a run that took nothing down, or all of it', () => {
    expect(leftSteps({ steps })).toBeUndefined();
    expect(leftSteps({ steps, left: [] })).toEqual([]);
    expect(leftSteps({ steps, left: ['w'] })).toEqual([steps[2]]);
  });
});

describe('what a step waits for', () => {
  const needs = (ids: string[], more?: number): StepView['waitsFor'] => ({
    what: 'steps',
    ids,
    ...(more === undefined ? {} : { more }),
  });

  it.each([
    [needs(['machines']), 'for machines'],
    [needs(['box', 'token']), 'for box and token'],
    [needs(['a', 'b', 'c'], 497), 'for a, b, c and 497 more'],
    [{ what: 'turn', atOnce: 3 }, 'for its turn, 3 at once'],
  ] as const)('is said: %j', (waitsFor, words) => {
    const wait = waitOf(step('w', waitsFor ? { waitsFor } : {}), {});
    expect(wait && waitWords(wait)).toBe(words);
  });

  it('is a resume where the run is paused and its needs are met', () => {
    expect(waitOf(step('w'), { paused })).toEqual({ what: 'resume' });
    expect(waitOf(step('w', { state: 'retrying' }), { paused })).toEqual({ what: 'resume' });
    expect(waitOf(step('w', { waitsFor: { what: 'steps', ids: ['a'] } }), { paused })).toEqual({
      what: 'steps',
      ids: ['a'],
    });
  });

  it('is nothing where it runs or is done, and once the run has ended', () => {
    for (const state of ['running', 'done', 'held', 'failed', 'skipped', 'cancelled'] as const) {
      expect(waitOf(step('w', { state }), { paused })).toBeUndefined();
    }
    expect(waitOf(step('w'), { paused, endedAt: now })).toBeUndefined();
    expect(waitOf(step('w'), {})).toBeUndefined();
  });
});
