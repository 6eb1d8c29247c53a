import { expect, test } from 'vitest';
import { heldLines } from '../../../cli/render/held.js';
import { approvalLines, pausedLines, retryingLines } from '../../../cli/render/waiting.js';
import { at, plainStyle, run, step } from '../fixtures.js';

process.env.TZ = 'UTC';

const gate = step('gate', { type: 'approval', state: 'running', why: 'Is the window open?' });
test('an approval that waits says what is asked and how to answer', () => {
  const view = run({ state: 'waiting-approval', steps: [gate] });
  expect(approvalLines(view, 'muster', plainStyle).join('\n')).toBe(`
○ gate waits for approval
  Is the window open?

To answer:
  muster approve coreos              let it go on
  muster reject coreos --reason WHY  hold it there`);
});

test('of several approvals each is answered by its name', () => {
  const view = run({ state: 'running', steps: [gate, { ...gate, id: 'lab/gate' }] });
  const lines = approvalLines(view, 'muster', plainStyle);
  expect(lines).toContain('  muster approve coreos --step gate                  let it go on');
  expect(lines).toContain('  muster reject coreos --step lab/gate --reason WHY  hold it there');
});

test('a held run names the approvals that wait beside what is held', () => {
  const view = run({ state: 'held', steps: [gate, step('a', { state: 'held' })] });
  const text = heldLines(view, 'muster', plainStyle).join('\n');
  expect(text).toContain('gate waits for approval');
  expect(text).toContain('muster approve coreos --step gate');
});

test('a paused run says by whom and when', () => {
  const view = run({
    state: 'paused',
    paused: { by: { kind: 'user', id: 'anna@lab' }, at: at(5) },
  });
  expect(pausedLines(view, 'muster', plainStyle).join('\n')).toBe(`
○ coreos is paused: nothing new starts
  by anna@lab, 2026-11-23 12:00

To go on:
  muster resume coreos  go on`);
  expect(pausedLines(run({ state: 'running' }), 'muster', plainStyle)).toEqual([]);
});

test('a step that nobody knows of goes on by its name alone', () => {
  const failure = { code: 'outcome.unknown', message: 'Lost', next: '', tail: [], attempt: 1 };
  const view = run({ state: 'held', steps: [step('pay', { state: 'held', failure })] });
  const lines = heldLines(view, 'muster', plainStyle);
  expect(lines).toContain('  muster resume coreos --step pay                    do it again');
  expect(lines).toContain('  muster skip coreos --step pay --done --reason WHY  it was done');
  expect(lines.join('\n')).not.toMatch(/muster resume coreos +try/);
});

test.each([
  ['up', 'muster skip coreos --step box --reason WHY'],
  ['down', 'muster abort coreos'],
] as const)(
  'of a step of an %s that tries again the ways are told that are not refused',
  (mode, way) => {
    const view = run({ mode, steps: [step('box', { state: 'retrying' })] });
    const lines = retryingLines(view, 'muster', plainStyle).join('\n');
    expect(lines).toContain('muster resume coreos');
    expect(lines).toContain(way);
    expect(lines.match(/^ {2}muster/gm)).toHaveLength(2);
  },
);

test('a step whose run an earlier version began waits, whatever is ordered but an abort', () => {
  const waits = step('fetch', { state: 'retrying', attempt: 2, retriedBy: 'temporal' });
  const lines = retryingLines(run({ state: 'running', steps: [waits] }), 'muster', plainStyle);
  expect(lines.join('\n')).toContain('  muster abort coreos');
  expect(lines.join('\n')).not.toMatch(/resume|skip/);
  const own = step('fetch', { state: 'retrying', attempt: 2 });
  const may = retryingLines(run({ state: 'running', steps: [own] }), 'muster', plainStyle);
  expect(may.join('\n')).toContain('  muster resume coreos');
});
