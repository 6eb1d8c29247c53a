import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exitCodes } from '../../cli/terminal/exit-codes.js';
import type { RunView } from '../../contract/run.js';
import { patience } from '../patience.js';
import { BringUp, stepOf } from './bring-up.js';

/** Each attempt is the run's own: it can be had now, skipped, corrected, paused. */
let lab: BringUp;
beforeAll(async () => {
  lab = await BringUp.create();
});
afterAll(() => lab.clear());

const flaky = (interval = '1h') => `steps:
  - id: flaky
    run: |
      echo try >> tries
      sh do.sh flaky
    check: test -e made/flaky
    retry: { attempts: 5, interval: ${interval}, max-interval: 2h }
  - { id: after, run: sh do.sh after }
`;

const status = async (name: string): Promise<RunView> => (await lab.run('status', name)).view;

async function reaches(name: string, state: string): Promise<void> {
  const now = async () => {
    const view = await status(name);
    return view.state === state || stepOf(view, 'flaky').state === state;
  };
  await expect.poll(now, patience).toBe(true);
}

/** The first attempt has failed, and the next one would come in an hour. */
async function waiting(name: string): Promise<void> {
  await lab.write(name, flaky());
  lab.break(name, 'flaky');
  await lab.run('up', name, '--detach');
  await reaches(name, 'retrying');
}

describe('a step that waits for its next attempt', () => {
  test('says which one, and when; and has it at once when somebody resumes', async () => {
    await waiting('now');
    const view = await status('now');
    const step = stepOf(view, 'flaky');
    expect(view.state).toBe('running');
    expect(step).toMatchObject({ attempt: 2, maxAttempts: 5, failure: { code: 'program.failed' } });
    const minutes = (Date.parse(step.nextAttemptAt ?? '') - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(30);
    const { stdout } = await lab.muster.runHere('status', 'now');
    expect(stdout).toContain('attempt 2 of 5 in');
    expect(stdout).toContain('muster resume now');

    await lab.mend('now', 'flaky');
    const resumed = await lab.run('resume', 'now');
    expect(resumed.view.state).toBe('succeeded');
    expect(resumed.view.actions).toMatchObject([{ verb: 'resume', steps: ['flaky'] }]);
    expect(lab.effects('now')).toEqual(['flaky', 'after']);
  });

  test('is skipped', async () => {
    await waiting('left');
    await lab.run('skip', 'left', '--step', 'flaky', '--reason', 'not today');
    await reaches('left', 'succeeded');
    expect(lab.effects('left')).toEqual(['after']);
  });

  test('takes a corrected pipeline over', async () => {
    await waiting('corrected');
    const text = flaky().replace('sh do.sh flaky', 'mkdir -p made; touch made/flaky');
    await lab.write('corrected', text);
    const { view } = await lab.run('resume', 'corrected', '--pipeline', 'corrected');
    expect(view.state).toBe('succeeded');
  });

  test('begins nothing while the run is paused', async () => {
    await lab.write('paused', flaky('3s'));
    lab.break('paused', 'flaky');
    await lab.run('up', 'paused', '--detach');
    await reaches('paused', 'retrying');
    await lab.run('pause', 'paused');
    const { stdout } = await lab.muster.runHere('status', 'paused');
    expect(stdout).not.toContain(' in 3s');
    await lab.mend('paused', 'flaky');
    await new Promise((later) => setTimeout(later, 4000));
    expect((await status('paused')).state).toBe('paused');
    expect(lab.effects('paused')).toEqual([]);
    expect((await lab.run('resume', 'paused')).view.state).toBe('succeeded');
  });
});

const slow = (rest: string) => `steps:
  - id: slow
    timeout: 1s
    run: |
      echo begin >> ledger
      trap 'sleep 2; echo end >> ledger; exit 1' TERM
      sleep 900 & wait
${rest}`;

describe('what follows a step that exceeded its timeout begins when its programs have ended:', () => {
  test.each([
    [
      'the next attempt',
      '    check: test -e never\n    retry: { attempts: 2, interval: 1ms }\n',
      ['begin', 'end', 'begin', 'end'],
    ],
    [
      'the next step',
      '    on-failure: continue\n  - run: echo next >> ledger\n',
      ['begin', 'end', 'next'],
    ],
    ['finally', 'finally:\n  - run: echo last >> ledger\n', ['begin', 'end', 'last']],
  ])('%s', async (what, rest, ledger) => {
    const name = `slow-${what.replaceAll(' ', '-')}`;
    await lab.write(name, slow(rest));
    // Where it is not said what a failure means, nothing is held.
    const held = rest.includes('on-failure') ? [] : ['--on-failure', 'fail'];
    const { view } = await lab.run('up', name, ...held);
    const lines = await readFile(join(lab.muster.folder, name, 'ledger'), 'utf8');
    expect(lines.trim().split('\n')).toEqual(ledger);
    expect(stepOf(view, 'slow').failure?.message).toContain('within its timeout of 1 s');
  });
});

test('a step of on-hold that fails is shown, and its log is had by its name', async () => {
  await lab.write(
    'pager',
    `${flaky('1ms').replace('attempts: 5', 'attempts: 1')}on-hold:
  - { id: page, run: echo calling; exit 3 }
`,
  );
  lab.break('pager', 'flaky');
  expect((await lab.run('up', 'pager')).exitCode).toBe(exitCodes.held);
  await expect
    .poll(async () => (await status('pager')).onHold?.map(({ id, state }) => [id, state]), patience)
    .toEqual([['page', 'failed']]);
  expect((await lab.muster.runHere('status', 'pager')).stdout).toContain('failed at page');
  expect((await lab.muster.runHere('logs', 'pager', 'page')).stdout).toContain('calling');
});
