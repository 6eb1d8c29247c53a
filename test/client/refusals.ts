import type { Refusal, RefusalCode } from '../../client/refusal.js';

const run = {
  name: 'web',
  runId: 'r1',
  mode: 'up',
  state: 'held',
  startedAt: '2026-11-26T14:02:00.000Z',
  held: ['box'],
} as const;

/** One of each at least: what is left out does not compile. */
const byCode: { [Code in RefusalCode]: (Refusal & { code: Code })[] } = {
  'run.unknown': [
    { code: 'run.unknown', name: 'web', sought: 'run' },
    { code: 'run.unknown', name: 'web', sought: 'green' },
    { code: 'run.unknown', name: 'web', sought: 'up' },
  ],
  'run.busy': [
    { code: 'run.busy', run: { ...run, held: ['box'] }, wanted: 'start' },
    { code: 'run.busy', run: { ...run, state: 'running', held: [] }, wanted: 'start' },
    { code: 'run.busy', run: { ...run, state: 'paused', held: [] }, wanted: 'start' },
    { code: 'run.busy', run: { ...run, state: 'waiting-approval', held: [] }, wanted: 'down' },
  ],
  'run.refused': [
    { code: 'run.refused', name: 'web', verb: 'skip', why: 'box is not held' },
    { code: 'run.refused', name: 'web', verb: 'abort', why: 'it has ended', ended: 'failed' },
    { code: 'run.refused', name: 'web', verb: 'abort', why: 'it has ended', ended: 'succeeded' },
  ],
  'resume.needless': [
    { code: 'resume.needless', name: 'web', state: 'running', waits: [] },
    { code: 'resume.needless', name: 'web', state: 'succeeded', waits: [] },
    {
      code: 'resume.needless',
      name: 'web',
      state: 'running',
      waits: [{ id: 'box', until: '2026-11-26T15:02:00.000Z' }],
    },
  ],
  'run.too-large': [
    { code: 'run.too-large', pipeline: 'web', plan: 4000, inputs: 2_500_000, most: 655_360 },
  ],
  'run.unsupported': [{ code: 'run.unsupported', name: 'web', speaks: '2', wanted: '1' }],
  'run.stuck': [
    { code: 'run.stuck', name: 'web', reason: 'no such step', open: true },
    { code: 'run.stuck', name: 'web', reason: 'no such step', open: false },
  ],
  'engine.unreachable': [
    { code: 'engine.unreachable', why: 'The engine does not answer any more.' },
    { code: 'engine.unreachable', why: 'Temporal does not answer.', address: '10.0.0.1:7233' },
  ],
  'namespace.unknown': [{ code: 'namespace.unknown', namespace: 'nope', address: '10.0.0.1:7233' }],
  'queue.unserved': [
    { code: 'queue.unserved', queue: 'rack-9' },
    { code: 'queue.unserved', queue: 'rack-9', name: 'web' },
    { code: 'queue.unserved', queue: 'rack-9', steps: ['box'] },
  ],
  'host.elsewhere': [
    { code: 'host.elsewhere', name: 'web', queue: 'h1-1a2b', host: 'h1' },
    { code: 'host.elsewhere', name: 'web', queue: 'h1-1a2b' },
  ],
  'plan.differs': [{ code: 'plan.differs', pipeline: 'web', planned: '3f2a', now: '0b1d' }],
  'pipeline.invalid': [
    {
      code: 'pipeline.invalid',
      file: '/srv/web.yaml',
      diagnostics: [
        {
          code: 'field.unknown',
          severity: 'error',
          message: 'there is no field usess',
          file: '/srv/web.yaml',
          line: 1,
          column: 1,
          length: 5,
        },
      ],
      sources: { '/srv/web.yaml': 'usess: x\n' },
    },
  ],
  'inputs.invalid': [
    {
      code: 'inputs.invalid',
      problems: [{ input: 'n', code: 'input.missing', message: 'the input n is missing' }],
    },
  ],
  'inputs.unused': [{ code: 'inputs.unused', name: 'web' }],
  'step.unknown': [{ code: 'step.unknown', way: 'only', step: 'bx', hint: 'did you mean box?' }],
  'selection.empty': [{ code: 'selection.empty', pipeline: 'web' }],
};

/** Refusals of every kind. */
export const refusals: Refusal[] = Object.values(byCode).flat();
