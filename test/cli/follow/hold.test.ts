import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { askAtApproval } from '../../../cli/follow/approval.js';
import { askAtHold } from '../../../cli/follow/hold.js';
import { confirm } from '../../../cli/terminal/prompt.js';
import { ClientError } from '../../../client/refusal.js';
import type { Runs } from '../../../client/requests.js';
import { createVerbs } from '../../../client/verbs/index.js';
import { fakeRuns, somebody } from '../fake-runs.js';
import { heldRun, run, step } from '../fixtures.js';
import { type TestIo, testIo } from '../io-for-tests.js';

/** Somebody who types these lines, each when asked. */
function person(...lines: string[]): TestIo {
  const stdin = new PassThrough();
  const io = testIo({ stdin });
  const write = io.stderr.write.bind(io.stderr);
  io.stderr.write = ((text: string) => {
    if (/: $|\? $|\] $/.test(text)) void turn().then(() => stdin.write(`${lines.shift() ?? ''}\n`));
    return write(text);
  }) as typeof io.stderr.write;
  return io;
}

const verbsOf = (runs: Runs) => createVerbs(runs, somebody);

test('r resumes the run, in the name of who asks', async () => {
  const runs = fakeRuns([], { view: async () => heldRun });
  expect(await askAtHold(verbsOf(runs), person('r'), heldRun)).toBe(true);
  expect(runs.calls).toEqual([['resume', 'coreos', { by: somebody.by }]]);
});

test('u ends the run and takes down what it made', async () => {
  const runs = fakeRuns([]);
  expect(await askAtHold(verbsOf(runs), person('u'), heldRun)).toBe(true);
  expect(runs.calls).toEqual([['abort', 'coreos', { undo: true, by: somebody.by }]]);
});

test('s asks for a reason, and of several held steps for which', async () => {
  const runs = fakeRuns([]);
  const two = run({
    state: 'held',
    steps: [step('a', { state: 'held' }), step('b', { state: 'held' })],
  });
  expect(await askAtHold(verbsOf(runs), person('s', '2', 'done by hand'), two)).toBe(true);
  expect(runs.calls).toEqual([
    ['skip', 'coreos', { step: 'b', reason: 'done by hand', by: somebody.by }],
  ]);
});

test('an empty line leaves the run held', async () => {
  const runs = fakeRuns([]);
  expect(await askAtHold(verbsOf(runs), person(''), heldRun)).toBe(false);
  expect(runs.calls).toEqual([]);
});

test('a refused answer is told and asked again', async () => {
  const runs = fakeRuns([], {
    skip: async () => {
      const why = 'members read its outputs: give them';
      throw new ClientError({ code: 'run.refused', name: 'web', verb: 'skip', why });
    },
  });
  const io = person('s', 'no need', 'l');
  expect(await askAtHold(verbsOf(runs), io, heldRun)).toBe(false);
  expect(io.err()).toContain('members read its outputs');
});

test('only a yes is a yes', async () => {
  expect(await confirm(person('y'), 'Sure?')).toBe(true);
  expect(await confirm(person('Yes'), 'Sure?')).toBe(true);
  expect(await confirm(person(''), 'Sure?')).toBe(false);
  expect(await confirm(person('nope'), 'Sure?')).toBe(false);
});

const waiting = run({
  state: 'waiting-approval',
  steps: [step('gate', { type: 'approval', state: 'running', why: 'Ship it?' })],
});

test('an approval that waits is given, with a reason where there is one', async () => {
  const runs = fakeRuns([]);
  expect(await askAtApproval(verbsOf(runs), person('a', 'it is Sunday'), waiting)).toBe(true);
  expect(await askAtApproval(verbsOf(runs), person('r', ''), waiting)).toBe(true);
  expect(runs.calls).toEqual([
    ['approve', 'coreos', { step: 'gate', reason: 'it is Sunday', by: somebody.by }],
    ['reject', 'coreos', { step: 'gate', by: somebody.by }],
  ]);
});

test('an empty line leaves an approval waiting', async () => {
  const runs = fakeRuns([]);
  expect(await askAtApproval(verbsOf(runs), person(''), waiting)).toBe(false);
  expect(runs.calls).toEqual([]);
});
