import { expect, test } from 'vitest';
import { heldLines } from '../../../cli/render/held.js';
import type { StepView } from '../../../contract/run.js';
import { plainStyle, run, step } from '../fixtures.js';

const failure = { code: 'program.failed', message: 'no pager', next: '', tail: [], attempt: 1 };
const held = step('a', { state: 'held', failure: { ...failure, message: 'it broke' } });

const said = (onHold: StepView[]) =>
  heldLines(run({ state: 'held', steps: [held], onHold }), 'muster', plainStyle).join('\n');

test('a held run says which step of on-hold failed, and what that may mean', () => {
  const text = said([step('page', { state: 'failed', failure })]);
  expect(text).toContain('failed at page');
  expect(text).toContain('no pager');
  expect(text).toContain('nobody may have been told of the hold');
});

test('one that did its work is not mentioned', () => {
  expect(said([step('page', { state: 'done' })])).not.toContain('page');
});
