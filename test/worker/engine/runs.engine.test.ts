import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { isAlive, readProcess } from '../../../activities/process/proc.js';
import type { Home } from '../../../worker/engine/home.js';
import { stillRuns } from '../../../worker/engine/process-record.js';
import { commandHere } from '../../cli/command-here.js';
import { patience } from '../../patience.js';
import { daemonOf, gone, Homes } from './support/homes.js';
import { expectRecovered } from './support/recovered.js';

const homes = new Homes();

beforeEach(() => {
  vi.stubEnv('MUSTER_IDLE_SECONDS', '1');
});

afterEach(async () => {
  await homes.clear();
  vi.unstubAllEnvs();
});

const muster = (home: Home, ...args: string[]) =>
  commandHere(args, { home: home.root, cwd: home.root });

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
  const killedAt = Date.now();
  process.kill(daemon.pid, 'SIGKILL');
  await gone(daemon);
  await homes.attach(home);
  await exists(at('made'));
  expectRecovered(home, killedAt, 1);
  expect(isAlive(shell)).toBe(false);
});

it('answers for a held run at once after its daemon was killed', async () => {
  const home = await homes.fresh();
  await up(home, { run: 'exit 3', check: 'test -e made', retry: '{ attempts: 1 }' });
  const state = async () => {
    const { stdout } = await muster(home, 'status', 'one', '--json');
    return JSON.parse(stdout).state;
  };
  await vi.waitFor(async () => expect(await state()).toBe('held'), patience);
  const daemon = daemonOf(home);
  process.kill(daemon.pid, 'SIGKILL');
  await gone(daemon);
  await homes.attach(home);
  expect(await state()).toBe('held');
});

it('stays while a step runs without anybody attached, and leaves then', async () => {
  const home = await homes.fresh();
  const at = await up(home, {
    run: 'touch begun; until test -e go; do sleep 0.1; done; touch made',
    check: 'test -e made',
  });
  await exists(at('begun'));
  const daemon = daemonOf(home);
  // Longer than it stays without a need.
  await new Promise((resolve) => setTimeout(resolve, 2500));
  expect(stillRuns(daemon)).toBe(true);
  await writeFile(at('go'), '');
  await gone(daemon);
  expect(existsSync(at('made'))).toBe(true);
  expect(existsSync(home.engineFile)).toBe(false);
});

it('does not stay for a held run', async () => {
  const home = await homes.fresh();
  await up(home, { run: 'exit 3', check: 'test -e made', retry: '{ attempts: 1 }' });
  await gone(daemonOf(home));
  expect(existsSync(home.engineFile)).toBe(false);
});

it('stays while a step waits for its next attempt, which it begins', async () => {
  const home = await homes.fresh();
  const at = await up(home, {
    run: 'echo try >> tries; exit 3',
    check: 'test -e made',
    // Longer than it stays without a need.
    retry: '{ attempts: 2, interval: 6s }',
  });
  await exists(at('tries'));
  const daemon = daemonOf(home);
  const tries = () => readFileSync(at('tries'), 'utf8').trim().split('\n').length;
  await vi.waitUntil(() => tries() === 2, patience);
  await gone(daemon);
});
