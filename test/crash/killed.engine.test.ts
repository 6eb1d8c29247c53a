import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { RunView, StepView } from '../../contract/run.js';
import { MusterProcess } from '../cli/muster-process.js';
import { patience } from '../patience.js';
import { daemonOf, gone, serverOf } from '../worker/engine/support/homes.js';
import { expectRecovered } from '../worker/engine/support/recovered.js';

let muster: MusterProcess;
let count = 0;
let name: string;

beforeAll(async () => {
  muster = await MusterProcess.create();
});
afterAll(() => muster.clear());
beforeEach(() => {
  name = `run-${++count}`;
});

const at = (file: string) => join(muster.folder, `${name}.${file}`);
const ledger = () => (existsSync(at('ledger')) ? readFileSync(at('ledger'), 'utf8') : '');
const ran = (step: string) =>
  ledger()
    .split('\n')
    .filter((line) => line === step).length;

async function up(steps: string): Promise<void> {
  await writeFile(at('yaml'), `name: ${name}\nenv: { RUN: ${name} }\nsteps:\n${steps}`);
  await runs(0, 'up', at('yaml'), '--detach');
}

/** A command that has to end so. */
async function runs(exitCode: number, ...args: string[]): Promise<void> {
  const ran = await muster.runHere(...args);
  expect(ran.exitCode, `${args.join(' ')}: ${ran.stdout}${ran.stderr}`).toBe(exitCode);
}

async function view(): Promise<RunView> {
  return JSON.parse((await muster.runHere('status', name, '--json')).stdout);
}

const stepOf = ({ steps }: RunView, id: string): StepView => {
  const step = steps.find((one) => one.id === id);
  if (!step) throw new Error(`no step ${id}`);
  return step;
};

async function kill(): Promise<void> {
  const daemon = daemonOf(muster.home);
  process.kill(daemon.pid, 'SIGKILL');
  await gone(daemon);
}

/** A script that notes that it ran; the first time it then runs until it is ended. */
const once = (id: string) =>
  `echo ${id} >> $RUN.ledger; test $(grep -c ${id} $RUN.ledger) -gt 1 || sleep 300`;
const seconds = ({ startedAt = '', endedAt = '' }: StepView) =>
  (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;

it('each step in the middle of it is carried on as far as it may be, and none is waited for', async () => {
  await up(`
  - { id: plain, needs: [], run: "${once('plain')}" }
  - { id: again, needs: [], run: "${once('again')}", repeatable: true, retry: { attempts: 2 } }
  - { id: checked, needs: [], run: "${once('checked')}", check: test $(grep -c checked $RUN.ledger) -gt 1 }
  - id: retried
    needs: []
    retry: { attempts: 3, interval: 1s }
    run: |
      echo retried >> $RUN.ledger
      test $(grep -c retried $RUN.ledger) -gt 1 || exit 3
      sleep 300
`);
  // Failed cleanly once, and tried again; the others are in their first attempt.
  const running = () =>
    ran('retried') === 2 && ['plain', 'again', 'checked'].every((id) => ran(id) === 1);
  await vi.waitUntil(running, patience);
  const killedAt = Date.now();
  await kill();
  const last = await vi.waitUntil(async () => {
    const now = await view();
    return now.state === 'held' && now;
  }, patience);
  expect(stepOf(last, 'plain').failure?.code).toBe('outcome.unknown');
  expect(stepOf(last, 'retried').failure?.code).toBe('outcome.unknown');
  expect(stepOf(last, 'again')).toMatchObject({ state: 'done', change: 'changed' });
  expect(stepOf(last, 'checked')).toMatchObject({ state: 'done', change: 'changed' });
  expect(ran('plain')).toBe(1);
  expect(ran('retried')).toBe(2);
  expect(ran('again')).toBe(2);
  expect(ran('checked')).toBe(2);
  // A step that ended after the kill began before it, and that is what is shown.
  expect(Date.parse(stepOf(last, 'checked').startedAt ?? '')).toBeLessThan(killedAt);
  expect(seconds(stepOf(last, 'checked'))).toBeGreaterThan(0);
  expectRecovered(muster.home, killedAt, 4);
  // Named, they are done again.
  await writeFile(at('yaml'), '');
  await runs(6, 'resume', name);
  await runs(0, 'abort', name);
});

it('what was applied but not yet answered is not applied again', async () => {
  // Once made, the check waits for a word: the attempt is past its apply, and has not answered.
  await up(`
  - id: made
    run: echo made >> $RUN.ledger
    check: |
      test -e $RUN.ledger || exit 1
      touch $RUN.looking
      until test -e $RUN.go; do sleep 0.1; done
`);
  await vi.waitUntil(() => existsSync(at('looking')), patience);
  await kill();
  await writeFile(at('go'), '');
  await runs(0, 'resume', name);
  expect(stepOf(await view(), 'made')).toMatchObject({ state: 'done', change: 'unchanged' });
  expect(ledger()).toBe('made\n');
});

it('Temporal’s server: the step under way goes on and is not begun again', async () => {
  await up(
    '  - { id: waits, run: echo waits >> $RUN.ledger; until test -e $RUN.go; do sleep 0.1; done }\n',
  );
  await vi.waitUntil(() => ran('waits') === 1, patience);
  const before = serverOf(muster.home);
  const daemon = daemonOf(muster.home);
  process.kill(before.pid, 'SIGKILL');
  await gone(before);
  await writeFile(at('go'), '');
  await runs(0, 'resume', name);
  expect(ledger()).toBe('waits\n');
  expect(serverOf(muster.home).pid).not.toBe(before.pid);
  expect(daemonOf(muster.home).pid).toBe(daemon.pid);
});

it('the command: the run goes on, and another command follows it', async () => {
  await writeFile(
    at('yaml'),
    `name: ${name}\nenv: { RUN: ${name} }\nsteps:\n  - { id: waits, run: echo waits >> $RUN.ledger; until test -e $RUN.go; do sleep 0.1; done }\n`,
  );
  const command = muster.start(['up', at('yaml')]);
  await vi.waitUntil(() => ran('waits') === 1, patience);
  command.kill('SIGKILL');
  expect((await command).signal).toBe('SIGKILL');
  await writeFile(at('go'), '');
  await runs(0, 'resume', name);
  expect(ledger()).toBe('waits\n');
});
