import { expect, test } from 'vitest';
import { heldLines } from '../../../cli/render/held.js';
import { plainStyle, run, step } from '../fixtures.js';

const view = run({
  state: 'held',
  steps: [step('a', { state: 'held' }), step('b', { state: 'held' }), step('c', { state: 'done' })],
});

function named(logged: string[]): string[] {
  const text = heldLines(view, 'muster', plainStyle, new Set(logged)).join('\n');
  return [...text.matchAll(/muster logs coreos (\S+)/g)].map(([, id]) => id ?? '');
}

test('a log is named where there is one, of a step that is held', () => {
  expect(named(['a', 'b'])).toEqual(['a']);
  expect(named(['b', 'c'])).toEqual(['b']);
});

test('of steps that left none here, as they were refused or ran elsewhere, none is named', () => {
  expect(named([])).toEqual([]);
  expect(named(['c'])).toEqual([]);
});
