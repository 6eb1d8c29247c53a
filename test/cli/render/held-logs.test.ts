import { expect, test } from 'vitest';
import { heldLines } from '../../../cli/render/held.js';
import type { StepFailure, StepView } from '../../../contract/run.js';
import { plainStyle, run, step } from '../fixtures.js';

const failure = (attempt: number): StepFailure => ({
  code: 'program.failed',
  message: 'it ended with 1',
  next: '',
  tail: [],
  attempt,
});
const where = (id: string) => ({ host: 'h', id, queue: 'q' });

function namesLogs(held: Partial<StepView>, here = 'mine'): boolean {
  const view = run({ state: 'held', steps: [step('a', { state: 'held', ...held })] });
  return heldLines(view, 'muster', plainStyle, here).join('\n').includes('muster logs coreos a');
}

test('of a held step that ran here its log is named', () => {
  expect(namesLogs({ failure: failure(1), where: where('mine') })).toBe(true);
  // A worker that was lost has not said where it was.
  expect(namesLogs({ failure: failure(1) })).toBe(true);
});

test.each([
  ['never began', { failure: failure(0) }],
  ['ran on another computer', { failure: failure(1), where: where('other') }],
  ['is an approval that was rejected', { type: 'approval', failure: failure(1) }],
])('of one that %s there is no log here, and none is named', (_, held) => {
  expect(namesLogs(held)).toBe(false);
});
