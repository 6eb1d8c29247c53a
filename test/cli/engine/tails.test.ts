import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { stepLogsFolder } from '../../../activities/attempt/places.js';
import { watchTails } from '../../../cli/engine/tails.js';
import type { RunView } from '../../../contract/run.js';

it('goes on where a log cannot be read for a moment', async () => {
  const home = await mkdtemp(join(tmpdir(), 'muster-tails-'));
  const run = { name: 'web', runId: 'r1' };
  const path = join(stepLogsFolder(home, run, 'a'), '20261123T180200.123Z-1.log');
  // A folder where the log should be: it is listed, and cannot be read.
  await mkdir(path, { recursive: true });
  const told: string[] = [];
  const unhandled = vi.fn();
  process.on('unhandledRejection', unhandled);
  const tails = watchTails(home, (_step, line) => told.push(line));
  try {
    tails.see({ ...run, steps: [{ id: 'a', state: 'running' }], finally: [] } as never as RunView);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await rm(path, { recursive: true });
    await writeFile(path, 'working\n');
    await vi.waitUntil(() => told.length > 0);
    expect([told, unhandled.mock.calls]).toEqual([['working'], []]);
  } finally {
    tails.end();
    process.off('unhandledRejection', unhandled);
    await rm(home, { recursive: true });
  }
});
