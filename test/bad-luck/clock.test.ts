import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { endGroup } from '../../activities/process/groups.js';
import { readProcess } from '../../activities/process/proc.js';
import { attempt, stepTask, stepType } from '../activities/attempt/step-task.js';
import { tempFolder, waitFor } from '../activities/temp-folder.js';

/** A clock that is set while a step runs must neither cut a wait short nor make it endless. */
let folder: Awaited<ReturnType<typeof tempFolder>>;
beforeEach(async () => {
  folder = await tempFolder();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await folder.remove();
});

const hour = 3_600_000;

/** From now on each look at the clock finds it further away: forwards or backwards. */
function clockJumps(by: number): void {
  const real = Date.now;
  let jumps = 0;
  vi.spyOn(Date, 'now').mockImplementation(() => real() + by * ++jumps);
}

/** Looks until one of them holds, or the window (ms) is over. */
async function lookUntil(
  holdsAt: number,
  within: number,
): Promise<{ looks: number; held: boolean }> {
  let looks = 0;
  const type = stepType({
    check: async () =>
      ++looks >= holdsAt ? { holds: true, outputs: {} } : { holds: false, why: `look ${looks}` },
  });
  const task = stepTask(folder.path, { verify: { within, every: 10, passes: 1 } });
  const held = await attempt(task, type, { home: join(folder.path, 'home') }).then(
    () => true,
    () => false,
  );
  return { looks, held };
}

it.each([
  ['an hour ahead', hour],
  ['an hour back', -hour],
])('a clock that jumps %s at every look does not close the window of verify', async (_, by) => {
  clockJumps(by);
  // Nothing but the jumps could use up a minute.
  expect(await lookUntil(4, 60_000)).toEqual({ looks: 4, held: true });
});

it('a clock that jumps back does not hold that window open', async () => {
  clockJumps(-hour);
  const { held, looks } = await lookUntil(1_000, 150);
  expect(held).toBe(false);
  expect(looks).toBeLessThan(30);
});

it.each([
  ['ahead', hour],
  ['back', -hour],
])(
  'a process that ignores TERM gets its time, and no more, when the clock jumps %s',
  async (_, by) => {
    const script = 'trap "" TERM; echo ready; while :; do sleep 0.02; done';
    const child = spawn('bash', ['-c', script], {
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const pid = child.pid ?? 0;
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    clockJumps(by);
    const started = performance.now();
    await endGroup(pid, 'SIGTERM', 200);
    expect(performance.now() - started).toBeGreaterThanOrEqual(190);
    vi.restoreAllMocks();
    await waitFor(() => (readProcess(pid) === undefined ? true : undefined));
  },
);
