import { expect, test } from 'vitest';
import { exitCodeOfPlan, exitCodeOfVerify, lookDocument } from '../../../cli/follow/look.js';
import { exitCodes } from '../../../cli/terminal/exit-codes.js';
import { cleanLookRun, lookRun, run, step } from '../fixtures.js';

const toDo = step('a', { state: 'done', change: 'to-do' });
const unknown = step('b', { state: 'done', change: 'unknown' });
const always = step('c', { state: 'done', change: 'always-runs' });
const later = step('d', { state: 'done', change: 'known-after-apply' });

test('plan ends with 5 for changes only if it is asked to', () => {
  expect(exitCodeOfPlan(run({ steps: [toDo] }), false)).toBe(exitCodes.ok);
  expect(exitCodeOfPlan(run({ steps: [toDo] }), true)).toBe(exitCodes.drift);
});

test('what always runs is no change', () => {
  expect(exitCodeOfPlan(cleanLookRun, true)).toBe(exitCodes.ok);
  expect(exitCodeOfVerify(run({ steps: [always] }))).toBe(exitCodes.ok);
});

test('a plan that could not look ends with 1', () => {
  expect(exitCodeOfPlan(run({ steps: [toDo, unknown] }), true)).toBe(exitCodes.failed);
});

test('verify ends with 5 on drift, also where something else could not be checked', () => {
  expect(exitCodeOfVerify(run({ steps: [toDo, later] }))).toBe(exitCodes.drift);
  expect(exitCodeOfVerify(run({ steps: [toDo, unknown] }))).toBe(exitCodes.drift);
  expect(exitCodeOfVerify(run({ steps: [unknown] }))).toBe(exitCodes.failed);
});

test('a script gets counts by finding', () => {
  expect(lookDocument(lookRun, exitCodes.failed)).toMatchObject({
    pipeline: 'coreos',
    exitCode: 1,
    counts: { unchanged: 7, 'to-do': 1, 'known-after-apply': 1, 'always-runs': 1, unknown: 1 },
  });
});
