import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readEngine } from '../../worker/engine/engine-file.js';
import { homeAt } from '../../worker/engine/home.js';
import { smallDisk } from '../bad-luck/small-disk.js';
import { patience } from '../patience.js';
import { removeFolder } from '../remove-folder.js';
import { gone } from '../worker/engine/support/homes.js';

const program = resolve(import.meta.dirname, '../../dist/muster.js');
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-full-'));
});
afterEach(() => removeFolder(folder));

it('a disk that runs full under a run: told, and the run goes on when there is room', async (task) => {
  const disk = smallDisk(join(folder, 'disk'), 'size=24m');
  if (disk === undefined) return task.skip('no right to mount here');
  const home = homeAt(join(disk.path, 'home'));
  const muster = async (...args: string[]) => {
    const env = { MUSTER_HOME: home.root };
    return execa(process.execPath, [program, ...args], { env, cwd: folder, reject: false });
  };
  const ledger = () => readFileSync(join(folder, 'ledger'), 'utf8');
  try {
    await writeFile(
      join(folder, 'full.yaml'),
      `
name: full
steps:
  - { id: first, run: echo first >> ledger; until test -e go; do sleep 0.1; done, check: test -e go }
  - { id: second, run: echo second >> ledger }
`,
    );
    expect((await muster('up', 'full.yaml', '--detach')).exitCode).toBe(0);
    await vi.waitUntil(() => existsSync(join(folder, 'ledger')), patience);
    disk.fill(0);
    await writeFile(join(folder, 'go'), '');
    const told = await muster('resume', 'full');
    expect(told.exitCode).toBe(7);
    expect(told.stderr.replace(/\s+/g, ' ')).toContain(
      `The disk of the state directory ${home.root} is full`,
    );
    expect(told.stderr).not.toContain('has died');
    await rm(join(disk.path, 'filler'));
    const resumed = await vi.waitUntil(async () => {
      const { exitCode } = await muster('resume', 'full');
      return exitCode === 0;
    }, patience);
    expect(resumed).toBe(true);
    // Looked at again, where its answer was lost; nothing twice.
    expect(ledger()).toBe('first\nsecond\n');
  } finally {
    const daemon = readEngine(home);
    if (daemon) process.kill(daemon.pid, 'SIGTERM');
    if (daemon) await gone(daemon);
    disk.remove();
  }
});
