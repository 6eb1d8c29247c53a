import { type Style, styleFor } from '../../cli/terminal/style.js';
import type { RunView, StepView } from '../../contract/run.js';

/** Runs as a person would see them, built by hand. All times are after this one. */
export const start = Date.parse('2026-11-23T12:00:00.000Z');

export function at(seconds: number): string {
  return new Date(start + seconds * 1000).toISOString();
}

/** 80 columns, no colours. */
export const plainStyle: Style = { ...styleFor(process.stdout, {}, false), width: 80 };

export function step(id: string, more: Partial<StepView> = {}): StepView {
  const group = id.slice(0, Math.max(0, id.lastIndexOf('/')));
  return { id, type: 'shell', group, state: 'waiting', ...more };
}

export function run(more: Partial<RunView> = {}): RunView {
  return {
    name: 'coreos',
    pipeline: 'coreos',
    file: '/srv/coreos/pipeline.yaml',
    mode: 'up',
    state: 'running',
    runId: '7c0f',
    steps: [],
    finally: [],
    actions: [],
    startedAt: at(0),
    ...more,
  };
}

const took = (from: number, to: number) => ({ startedAt: at(from), endedAt: at(to) });
const unchanged = (from: number, to: number) =>
  ({ state: 'done', change: 'unchanged', ...took(from, to) }) as const;
const changed = (from: number, to: number) =>
  ({ state: 'done', change: 'changed', ...took(from, to) }) as const;
/** What it needs is not done. */
const after = (...ids: string[]) => ({ waitsFor: { what: 'steps', ids } }) as const;
const here = { host: 'lab', pid: 4711 };

const labDone = ['packages', 'fleet', 'rootfs', 'box', 'bridge', 'discovery'].map((name, index) =>
  step(`lab/${name}`, unchanged(index * 0.2, index * 0.2 + 0.2)),
);

/** Before anything has started. */
export const waitingRun = run({
  steps: [
    ...labDone.map(({ id }) => step(id)),
    step('token', { type: 'discovery.token', ...after('lab/discovery') }),
    step('machines', { type: 'vagrant.up', ...after('lab/box', 'lab/bridge', 'token') }),
    step('members', { type: 'fleet.machines', ...after('machines') }),
    step('submit', { type: 'fleet.submit', ...after('members') }),
    step('answers', { type: 'http.answers', ...after('submit') }),
  ],
});

/** Machines boot, the second attempt. */
export const bootingRun = run({
  steps: [
    ...labDone,
    step('token', { type: 'discovery.token', ...changed(1.2, 1.6) }),
    step('machines', {
      type: 'vagrant.up',
      state: 'running',
      attempt: 2,
      maxAttempts: 3,
      startedAt: at(1.6),
      progress: {
        ...here,
        phase: 'applying',
        parts: { 'core-01': 'running', 'core-02': 'booting', 'core-03': 'not created' },
      },
    }),
    ...waitingRun.steps.slice(-3),
  ],
});

/** The second attempt failed as well: the third follows. */
export const retryingRun = run({
  steps: bootingRun.steps.map((one) =>
    one.id !== 'machines'
      ? one
      : step('machines', {
          type: 'vagrant.up',
          state: 'retrying',
          attempt: 3,
          maxAttempts: 3,
          nextAttemptAt: at(45),
          startedAt: at(1.6),
          failure: {
            code: 'vagrant.boot',
            message:
              'core-02 did not finish booting within 5m: ssh on 172.17.8.102 does not answer',
            next: 'Look at its console, or take it down: vagrant destroy core-02.',
            tail: ['==> core-02: Waiting for machine to boot.', 'Timed out while waiting'],
            attempt: 2,
            parts: { 'core-01': 'running', 'core-02': 'aborted', 'core-03': 'running' },
          },
        }),
  ),
});

/** All attempts are used up. */
export const heldRun = run({
  state: 'held',
  steps: retryingRun.steps.map((one) => {
    if (one.id !== 'machines' || one.failure === undefined) return one;
    const { nextAttemptAt: _, ...rest } = one;
    return { ...rest, state: 'held', endedAt: at(62), failure: { ...one.failure, attempt: 3 } };
  }),
});

/** Three machines, three addresses. */
export const doneRun = run({
  state: 'succeeded',
  endedAt: at(71),
  outputs: {
    addresses: [
      { name: 'core-01', address: '172.17.8.101' },
      { name: 'core-02', address: '172.17.8.102' },
      { name: 'core-03', address: '172.17.8.103' },
    ],
    pages: ['http://172.17.8.101/', 'http://172.17.8.102/', 'http://172.17.8.103/'],
    leader: 'core-02',
  },
  steps: [
    ...labDone,
    step('token', { type: 'discovery.token', ...changed(1.2, 1.6) }),
    step('machines', { type: 'vagrant.up', ...changed(1.6, 62) }),
    step('members', { type: 'fleet.machines', ...changed(62, 66) }),
    step('submit', { type: 'fleet.submit', ...changed(66, 66.4) }),
    step('answers', { type: 'http.answers', ...changed(66.4, 71) }),
  ],
});

/** Nothing had to be done. */
export const unchangedRun = run({
  ...doneRun,
  endedAt: at(9),
  steps: doneRun.steps.map((one, index) => step(one.id, unchanged(index * 0.5, index * 0.5 + 0.5))),
});

/** A look that finds one machine stopped. */
export const lookRun = run({
  name: 'coreos-look-1',
  mode: 'look',
  state: 'succeeded',
  endedAt: at(6),
  steps: [
    ...labDone,
    step('token', { type: 'discovery.token', ...unchanged(1, 2) }),
    step('machines', {
      type: 'vagrant.up',
      state: 'done',
      change: 'to-do',
      why: 'core-02 is stopped',
      parts: { 'core-01': 'running', 'core-02': 'stopped', 'core-03': 'running' },
    }),
    step('members', { type: 'fleet.machines', state: 'done', change: 'known-after-apply' }),
    step('migrate', { state: 'done', change: 'always-runs' }),
    step('answers', {
      type: 'http.answers',
      state: 'done',
      change: 'unknown',
      failure: {
        code: 'look.failed',
        message: 'curl ended with exit code 2',
        next: 'Run it by hand to see why.',
        tail: [],
        attempt: 1,
      },
    }),
    step('page', { state: 'skipped', why: 'if is false' }),
  ],
});

/** A look after which there is nothing to do. */
export const cleanLookRun = run({
  ...lookRun,
  steps: [
    ...lookRun.steps.slice(0, 7),
    step('machines', {
      type: 'vagrant.up',
      ...unchanged(2, 3),
      parts: { 'core-01': 'running', 'core-02': 'running', 'core-03': 'running' },
    }),
    step('migrate', { state: 'done', change: 'always-runs' }),
  ],
});
