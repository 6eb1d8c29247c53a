import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { isAlive, readProcess } from '../../../activities/process/proc.js';
import type { Home } from '../../../worker/engine/home.js';
import { stillRuns } from '../../../worker/engine/process-record.js';
import { cliEntry } from '../../../worker/engine/version.js';
import { patience } from '../../patience.js';
import { daemonOf, gone, Homes } from './support/homes.js';

const homes = new Homes();

beforeEach(() => {
  vi.stubEnv('MUSTER_IDLE_SECONDS', '1');
});

afterEach(async () => {
  await homes.clear();
  vi.unstubAllEnvs();
});

const muster = (home: Home, ...args: string[]) =>
  execa(process.execPath, [cliEntry, ...args], { env: { MUSTER_HOME: home.root } });

/** Start a pipeline of one step, in the background; returns the folder it works in. */
async function up(home: Home, step: { run: string; check: string; retry?: string }) {
  const file = join(home.root, 'pipeline.yaml');
  const retry = step.retry ? `    retry: ${step.retry}\n` : '';
  await writeFile(
    file,
    `name: one\ndescription: One step\nsteps:\n  - id: step\n    run: ${step.run}\n    check: ${step.check}\n${retry}`,
  );
  await muster(home, 'up', file, '--detach');
  return (name: string) => join(home.root, name);
}

const exists = (file: string) => vi.waitUntil(() => existsSync(file), patience);

it('goes on at once with a step whose daemon was killed, and ends its programs', async () => {
  const home = await homes.fresh();
  const at = await up(home, {
    run: 'if [ -e first ]; then touch made; else echo $$ > first; sleep 300; fi',
    check: 'test -e made',
  });
  await exists(at('first'));
  await vi.waitUntil(() => readFileSync(at('first'), 'utf8').trim() !== '', patience);
  const shell = readProcess(Number(readFileSync(at('first'), 'utf8')));
  if (!shell) throw new Error('the step does not run');
  const daemon = daemonOf(home);
  process.kill(daemon.pid, 'SIGKILL');
  await gone(daemon);
  await homes.attach(home);
  // The heartbeat's time-out alone would take 30 s.
  await vi.waitUntil(() => existsSync(at('made')), { timeout: 25_000 });
  expect(isAlive(shell)).toBe(false);
});

it('answers for a held run at once after its daemon was killed', async () => {
  const home = await homes.fresh();
  await up(home, { run: 'exit 3', check: 'test -e made', retry: '{ attempts: 1 }' });
  const state = async () => {
    const { stdout } = await execa({
      reject: false,
    })`${process.execPath} ${cliEntry} status one --json`;
    return JSON.parse(stdout).state;
  };
  vi.stubEnv('MUSTER_HOME', home.root);
  await vi.waitFor(async () => expect(await state()).toBe('held'), patience);
  const daemon = daemonOf(home);
  process.kill(daemon.pid, 'SIGKILL');
  await gone(daemon);
  await homes.attach(home);
  expect(await state()).toBe('held');
});

it('stays while a step runs without anybody attached, and leaves then', async () => {
  const home = await homes.fresh();
  const at = await up(home, { run: 'touch begun; sleep 4; touch made', check: 'test -e made' });
  await exists(at('begun'));
  const daemon = daemonOf(home);
  await exists(at('made'));
  expect(stillRuns(daemon)).toBe(true);
  await gone(daemon);
  expect(existsSync(home.engineFile)).toBe(false);
});

it('does not stay for a held run', async () => {
  const home = await homes.fresh();
  await up(home, { run: 'exit 3', check: 'test -e made', retry: '{ attempts: 1 }' });
  await gone(daemonOf(home));
  expect(existsSync(home.engineFile)).toBe(false);
});
