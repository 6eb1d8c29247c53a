import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { Session } from '../../../cli/engine/session.js';
import { followToEnd } from '../../../cli/follow/follow.js';
import { concludeAbort } from '../../../cli/orders/abort.js';
import { exitCodes } from '../../../cli/terminal/exit-codes.js';
import type { Runs } from '../../../client/requests.js';
import { createVerbs } from '../../../client/verbs/index.js';
import { fakeRuns, somebody } from '../fake-runs.js';
import { at, bootingRun, doneRun, heldRun, run, step, waitingRun } from '../fixtures.js';
import { testIo } from '../io-for-tests.js';

process.env.TZ = 'UTC';

function session(runs: Runs): Session {
  return {
    runs,
    verbs: createVerbs(runs, somebody),
    again: async () => {},
    engine: {
      version: '0.1.0',
      address: '127.0.0.1:7233',
      namespace: 'default',
      queue: 'lab',
      url: 'http://127.0.0.1:1',
      home: '/dev/null/muster',
      started: false,
      addSecrets: async () => {},
      lost: new AbortController().signal,
      close: async () => {},
    },
  };
}

const plain = { color: false };

describe('following a run', () => {
  test('a run that succeeds ends with 0; its outputs are on standard output', async () => {
    const io = testIo();
    const runs = fakeRuns([[waitingRun, bootingRun, doneRun]]);
    expect(await followToEnd(session(runs), io, plain, 'coreos')).toBe(exitCodes.ok);
    expect(io.out()).toContain('http://172.17.8.101/');
    expect(io.err()).toMatch(/12:00:00 {2}machines +changed/);
  });

  test('a held run ends with 4 and says how to go on; nobody is asked without a terminal', async () => {
    const io = testIo();
    const runs = fakeRuns([[bootingRun, heldRun]]);
    expect(await followToEnd(session(runs), io, plain, 'coreos')).toBe(exitCodes.held);
    expect(io.out()).toBe('');
    expect(io.err()).toContain('muster resume coreos');
    expect(runs.calls).toEqual([]);
  });

  test('a failed run ends with 1', async () => {
    const io = testIo();
    const failed = run({ state: 'failed', steps: [step('a', { state: 'failed' })] });
    expect(await followToEnd(session(fakeRuns([[failed]])), io, plain, 'coreos')).toBe(
      exitCodes.failed,
    );
    expect(io.err()).toContain('coreos failed');
  });

  test('with --json the result is the run, one document, and its exit code', async () => {
    const io = testIo();
    const code = await followToEnd(
      session(fakeRuns([[heldRun]])),
      io,
      { color: false, json: true },
      'coreos',
    );
    expect(code).toBe(exitCodes.held);
    expect(JSON.parse(io.out())).toEqual({ ...heldRun, exitCode: 4 });
  });

  test('Ctrl-C leaves the run alone and says how to come back', async () => {
    const io = testIo();
    const runs = fakeRuns([], {
      async *follow(_name, options) {
        yield bootingRun;
        io.interrupt();
        if (!options?.signal?.aborted) yield doneRun;
      },
    });
    expect(await followToEnd(session(runs), io, plain, 'coreos')).toBe(exitCodes.interrupted);
    expect(io.err()).toContain('muster status coreos --follow');
    expect(runs.calls).toEqual([]);
  });

  test('at a hold on a terminal a person decides, and the run is followed on', async () => {
    const stdin = Object.assign(new PassThrough(), { isTTY: true });
    const stderr = Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 24 });
    const io = testIo({ stdin, stderr });
    const runs = fakeRuns([[heldRun], [doneRun]]);
    stderr.on('data', (text) => {
      if (String(text).includes('Choose')) setImmediate(() => stdin.write('r\n'));
    });
    expect(await followToEnd(session(runs), io, plain, 'coreos')).toBe(exitCodes.ok);
    expect(runs.calls.map(([verb]) => verb)).toEqual(['resume']);
  });
});

describe('aborting a run', () => {
  const actions = [{ verb: 'abort', by: { kind: 'user', id: 'anna@lab' }, at: at(5) }] as const;

  test('that took everything down ends with 0', async () => {
    const io = testIo();
    const view = run({
      state: 'aborted',
      actions: [...actions],
      left: [],
      steps: [
        step('a', { state: 'failed', startedAt: at(1) }),
        step('b', { state: 'done', change: 'undone', startedAt: at(6) }),
      ],
    });
    const code = concludeAbort(view, io, plain);
    expect(code).toBe(exitCodes.ok);
    expect(io.out()).toContain('taken down');
  });

  test('that could not take a step down ends with 1 and names it', async () => {
    const io = testIo();
    const view = run({
      state: 'aborted',
      actions: [...actions],
      left: ['bridge'],
      steps: [step('bridge', { state: 'failed', startedAt: at(6) })],
    });
    const code = concludeAbort(view, io, plain);
    expect(code).toBe(exitCodes.failed);
    const told = io.err();
    expect(told).toMatch(/1 step could not be taken down:[\s\S]*bridge/);
    expect(told).toContain('  muster down coreos  take down what is left\n');
  });

  test('that ended before anything was taken down says so, and ends with 1', async () => {
    const io = testIo();
    const view = run({
      state: 'aborted',
      actions: [...actions],
      steps: [step('a', { state: 'done', change: 'changed', startedAt: at(1) })],
    });
    expect(concludeAbort(view, io, plain)).toBe(exitCodes.failed);
    expect(io.err()).toContain('nothing was taken down');
    expect(concludeAbort(view, io, plain, false)).toBe(exitCodes.ok);
    expect(io.out()).toContain('left as it is');
  });

  test.each([true, false])(
    'that somebody cut short while it took things down says what is left (undo: %s)',
    async (undo) => {
      const io = testIo();
      const view = run({
        state: 'aborted',
        actions: [...actions, { ...actions[0], at: at(8) }],
        left: ['bridge', 'later'],
        steps: [
          step('a', { state: 'done', change: 'undone', startedAt: at(6) }),
          step('bridge', { state: 'cancelled', startedAt: at(6) }),
          step('later', { state: 'cancelled', startedAt: at(8) }),
        ],
      });
      const code = concludeAbort(view, io, plain, undo);
      expect(code).toBe(exitCodes.failed);
      expect(io.err()).toMatch(/2 steps could not be taken down:[\s\S]*bridge[\s\S]*later/);
    },
  );

  test('that leaves what is there ends with 0, whatever it cancelled', async () => {
    const io = testIo();
    const steps = [
      step('a', { state: 'failed', startedAt: at(1) }),
      step('b', { state: 'cancelled' }),
    ];
    const view = run({ state: 'aborted', actions: [...actions], steps });
    expect(concludeAbort(view, io, plain, false)).toBe(exitCodes.ok);
    expect(io.out()).toContain('what it made is left as it is');
  });
});
