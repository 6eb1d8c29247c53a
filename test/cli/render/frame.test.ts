import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { runFrame } from '../../../cli/render/frame.js';
import type { RunView, StepStateName } from '../../../contract/run.js';
import {
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

const tails = new Map([
  [
    'machines',
    '\u001b[1m==> core-02:\u001b[0m Waiting for the machine to boot. This may take a few minutes…',
  ],
]);

function frame(view: RunView, options: { rows?: number; width?: number } = {}): string {
  const style = { ...plainStyle, width: options.width ?? 80 };
  const rows = options.rows === undefined ? {} : { rows: options.rows };
  const lines = runFrame(view, { style, now: start + 41_000, tails, ...rows });
  return `${lines.join('\n')}\n`;
}

describe('the live view', () => {
  test.each([
    ['waiting', waitingRun],
    ['booting', bootingRun],
    ['retrying', retryingRun],
    ['held in one branch', { ...heldRun, state: 'running' } as const],
    ['done', doneRun],
    ['unchanged', unchangedRun],
  ])('shows a run that is %s as in its golden file', async (name, view) => {
    await expect(frame(view)).toMatchFileSnapshot(`goldens/frame-${name.replaceAll(' ', '-')}.txt`);
  });

  test('folds a group of unchanged steps to one line', () => {
    expect(frame(bootingRun)).toMatch(/lab +6 steps unchanged/);
    expect(frame(bootingRun)).not.toContain('packages');
  });

  test('shows what runs and counts of the rest where the list is taller than the terminal', async () => {
    const many = Array.from({ length: 60 }, (_, index) => step(`unit-${index}`, stateOf(index)));
    await expect(frame(run({ steps: many }), { rows: 14 })).toMatchFileSnapshot(
      'goldens/frame-short.txt',
    );
  });

  test('puts no escape sequence of a program on the terminal', () => {
    expect(frame(bootingRun)).not.toContain('\u001b');
  });

  test('never goes beyond the terminal, whatever the steps and its size', () => {
    fc.assert(
      fc.property(
        fc.array(anyStep, { minLength: 1, maxLength: 25 }),
        fc.integer({ min: 40, max: 120 }),
        fc.integer({ min: 8, max: 30 }),
        (steps, width, rows) => {
          const lines = frame(run({ steps }), { width, rows }).trimEnd().split('\n');
          expect(lines.length).toBeLessThanOrEqual(rows);
          for (const line of lines) expect(stringWidth(line)).toBeLessThan(width);
        },
      ),
      { numRuns: 40 },
    );
  });
});

function stateOf(index: number) {
  if (index < 20) return { state: 'done', change: 'changed' } as const;
  return index < 23 ? ({ state: 'running' } as const) : {};
}

const states: StepStateName[] = ['waiting', 'running', 'retrying', 'done', 'skipped', 'cancelled'];
const anyStep = fc
  .record({
    name: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
    group: fc.constantFrom('', 'lab', 'lab/net'),
    state: fc.constantFrom(...states),
    why: fc.string({ unit: 'grapheme', maxLength: 200 }),
    parts: fc.dictionary(fc.string(), fc.string({ unit: 'grapheme', maxLength: 30 })),
  })
  .map(({ name, group, state, why, parts }) => ({
    ...step(group === '' ? name : `${group}/${name}`, { state, group, why }),
    progress: { phase: 'applying' as const, why, parts, host: 'h', pid: 1 },
  }));
