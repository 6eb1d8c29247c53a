import { describe, expect, test } from 'vitest';
import { failureSummary, successLines } from '../../../cli/render/ending.js';
import { heldLines } from '../../../cli/render/held.js';
import {
  findings,
  planLines,
  planSummary,
  upLines,
  verifyLines,
} from '../../../cli/render/look.js';
import { runsLines } from '../../../cli/render/runs-table.js';
import {
  at,
  cleanLookRun,
  doneRun,
  heldRun,
  lookRun,
  plainStyle,
  run,
  start,
  unchangedRun,
} from '../fixtures.js';

process.env.TZ = 'UTC';

async function expectGolden(name: string, lines: string[]): Promise<void> {
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`goldens/${name}.txt`);
}

describe('how a run ended', () => {
  test('a run that succeeded shows its outputs, how to look and how to take it down', () =>
    expectGolden('success', successLines(doneRun, 'muster', plainStyle)));

  test('a run in which nothing had to be done says so in one line', () =>
    expectGolden('success-unchanged', successLines(unchangedRun, 'muster', plainStyle)));

  test('a down that had nothing to take down says that, and no more', () => {
    const down = run({ mode: 'down', state: 'succeeded', steps: [] });
    expect(successLines(down, 'muster', plainStyle)).toEqual([
      expect.stringMatching(/is taken down: nothing to take down \(/),
    ]);
  });

  test('a held run shows the error, what to do, the last output and the commands to go on', () =>
    expectGolden('held', heldLines(heldRun, 'muster', plainStyle)));

  test('an aborted run says by whom and why, and how to go on', () =>
    expectGolden(
      'aborted',
      failureSummary(
        {
          ...heldRun,
          state: 'aborted',
          actions: [
            {
              verb: 'abort',
              by: { kind: 'user', id: 'anna@lab' },
              at: at(70),
              reason: 'wrong subnet',
            },
          ],
        },
        'muster',
        plainStyle,
      ),
    ));
});

test('an output that is too large to be shown says how large it is, and how it is had', () => {
  const large = { report: { digest: 'sha256:00', bytes: 50_000 } };
  const lines = successLines({ ...doneRun, largeOutputs: large }, 'muster', plainStyle).join('\n');
  expect(lines).toContain('report     49 KiB: muster outputs coreos report');
});

describe('what a look found', () => {
  test('plan tells of each step what would be done, and why', () =>
    expectGolden('plan', planLines(lookRun, plainStyle)));

  test('plan ends with the command that brings up just that', () => {
    const planned = { ...lookRun, fingerprint: '3f2a9c0b1d4e' };
    const asked = { command: 'muster', pipeline: 'my lab', input: ['a=1 2'], only: ['x', 'y'] };
    expect(upLines(planned, asked, plainStyle).at(-1)?.trim()).toBe(
      "muster up 'my lab' --input 'a=1 2' --only x,y --planned 3f2a9c0b1d4e",
    );
    const quiet = cleanLookRun.steps.filter(({ change }) => change === 'unchanged');
    expect(upLines({ ...planned, steps: quiet }, asked, plainStyle)).toEqual([]);
  });

  test('plan says that there is nothing to do, whatever always runs', () => {
    expect(planSummary(cleanLookRun)).toBe('Nothing to do: 8 unchanged, 1 always run');
  });

  test('verify names what drifted with its parts', () =>
    expectGolden('verify', verifyLines(lookRun, plainStyle)));

  test('verify shows what was seen where everything holds', () =>
    expectGolden('verify-clean', verifyLines(cleanLookRun, plainStyle)));

  test('a skipped step is no finding', () => {
    const ids = [...findings(lookRun).values()].flat().map((step) => step.id);
    expect(ids).not.toContain('page');
  });
});

test('runs stand in columns', () =>
  expectGolden(
    'runs',
    runsLines(
      [
        { ...doneRun, runId: 'a' },
        { ...heldRun, runId: 'b', name: 'a-run-with-a-long-name' },
      ],
      start + 100_000,
      plainStyle,
    ),
  ));
