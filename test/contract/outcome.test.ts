import { describe, expect, it } from 'vitest';
import { type Outcome, outcome } from '../../contract/outcome.js';
import { type Ended, mustBeNamed, outcomeOf, outcomes } from '../../contract/outcome-of.js';

const failure = (code: string, attempt = 1) => ({ code, attempt });
const ended = { startedAt: 1, endedAt: 2 };

/** What a run remembers of a step, and how its last visit ended by that. */
const told: [what: string, step: Ended, Outcome | undefined][] = [
  ['it held', { state: 'done', change: 'unchanged' }, { kind: 'holds' }],
  ['it was applied', { state: 'done', change: 'changed' }, { kind: 'changed' }],
  ['it was done before', { state: 'done', change: 'reused' }, { kind: 'reused' }],
  ['somebody did it', { state: 'done', change: 'done-by-hand' }, { kind: 'done-by-hand' }],
  ['it was taken down', { state: 'done', change: 'undone' }, { kind: 'undone' }],
  ['an undo found nothing', { state: 'done', change: 'nothing-to-undo' }, { kind: 'absent' }],
  ['a look found nothing', { state: 'done', change: 'to-do' }, { kind: 'absent' }],
  [
    'a look met what has no check',
    { state: 'done', change: 'always-runs' },
    { kind: 'not-begun', why: 'no-check' },
  ],
  [
    'a look met what reads an output to come',
    { state: 'done', change: 'known-after-apply' },
    { kind: 'not-begun', why: 'known-after-apply' },
  ],
  [
    'a look could not look',
    { state: 'done', change: 'unknown', failure: failure('look.failed') },
    { kind: 'not-begun', why: 'could-not-look', code: 'look.failed' },
  ],
  ['a run of before says no more than done', { state: 'done' }, { kind: 'holds' }],
  ['it was skipped', { state: 'skipped' }, { kind: 'left-out' }],
  [
    'an expression could not be worked out',
    { state: 'held', failure: failure('expression.failed', 0) },
    { kind: 'not-begun', why: 'refused', code: 'expression.failed' },
  ],
  [
    'a program is missing',
    { state: 'failed', failure: failure('program.missing') },
    { kind: 'not-begun', why: 'refused', code: 'program.missing' },
  ],
  [
    'an approval was rejected',
    { state: 'held', failure: failure('approval.rejected') },
    { kind: 'not-begun', why: 'refused', code: 'approval.rejected' },
  ],
  [
    'its program ended with 1',
    { state: 'held', failure: failure('program.failed') },
    { kind: 'failed', code: 'program.failed' },
  ],
  [
    'it was not seen to hold',
    { state: 'failed', failure: failure('verify.failed', 3) },
    { kind: 'failed', code: 'verify.failed' },
  ],
  [
    'its worker was lost, and it cannot be checked',
    { state: 'held', failure: failure('outcome.unknown') },
    { kind: 'unknown', code: 'outcome.unknown' },
  ],
  [
    'it was cut short in the run before',
    { state: 'held', failure: failure('outcome.unknown', 0) },
    { kind: 'unknown', code: 'outcome.unknown' },
  ],
  [
    'its worker was lost, and its check tells',
    { state: 'held', failure: failure('worker.lost') },
    { kind: 'unknown', code: 'worker.lost' },
  ],
  [
    'its own timeout ended it',
    { state: 'held', failure: failure('step.timeout') },
    { kind: 'unknown', code: 'step.timeout' },
  ],
  ['an abort cut it short', { state: 'cancelled', ...ended }, { kind: 'unknown' }],
  [
    'an abort came before its turn',
    { state: 'cancelled' },
    { kind: 'not-begun', why: 'not-reached' },
  ],
  [
    'an abort came when it was held',
    { state: 'cancelled', failure: failure('program.failed'), ...ended },
    { kind: 'failed', code: 'program.failed' },
  ],
  [
    'an abort came when it was to be visited again',
    { state: 'cancelled', change: 'changed', startedAt: 1 },
    { kind: 'not-begun', why: 'not-reached' },
  ],
  [
    'what it reads is different',
    { state: 'held', failure: failure('inputs.changed', 0) },
    { kind: 'done-otherwise', code: 'inputs.changed' },
  ],
  [
    'it is defined otherwise',
    { state: 'held', failure: failure('step.changed', 0) },
    { kind: 'done-otherwise', code: 'step.changed' },
  ],
  ['nobody came to it yet', { state: 'waiting' }, undefined],
  [
    'it waits to be visited again',
    { state: 'waiting', failure: failure('program.failed'), startedAt: 1 },
    { kind: 'failed', code: 'program.failed' },
  ],
  [
    'what was done waits to be visited again',
    { state: 'waiting', change: 'changed', startedAt: 1 },
    undefined,
  ],
  ['it runs, after it was applied once', { state: 'running', change: 'changed' }, undefined],
  ['it is tried again', { state: 'retrying', failure: failure('program.failed') }, undefined],
];

describe('how the last visit of a step ended', () => {
  it.each(told)('is told where %s', (_what, step, expected) => {
    expect(outcomeOf(step)).toEqual(expected);
    if (expected) expect(outcome.parse(expected)).toEqual(expected);
  });

  it('is one of the outcomes of the contract, each of which is told of here', () => {
    const kinds = outcome.options.map(({ shape }) => shape.kind.value);
    expect(new Set(kinds)).toEqual(new Set(Object.keys(outcomes)));
    expect(new Set(told.flatMap(([, , expected]) => expected?.kind ?? []))).toEqual(new Set(kinds));
  });

  it('does not compile where one outcome is not handled', () => {
    // @ts-expect-error `left-out` and others are missing
    const some: typeof outcomes = { holds: outcomes.holds };
    expect(Object.keys(some)).toEqual(['holds']);
  });
});

describe('whether a step is only done again by name', () => {
  const nature = { checked: false, repeatable: false };
  const cases: [Outcome | undefined, boolean][] = [
    [undefined, false],
    [{ kind: 'holds' }, false],
    [{ kind: 'changed' }, false],
    [{ kind: 'reused' }, false],
    [{ kind: 'absent' }, false],
    [{ kind: 'undone' }, false],
    [{ kind: 'not-begun', why: 'refused', code: 'program.missing' }, false],
    [{ kind: 'failed', code: 'program.failed' }, false],
    [{ kind: 'unknown', code: 'outcome.unknown' }, true],
    [{ kind: 'unknown', code: 'worker.lost' }, false],
    [{ kind: 'unknown' }, true],
    [{ kind: 'done-otherwise', code: 'step.changed' }, true],
    [{ kind: 'done-by-hand' }, true],
    [{ kind: 'left-out' }, false],
  ];
  it.each(cases)('%j: %s', (ended, expected) => {
    expect(mustBeNamed(ended, nature)).toBe(expected);
  });

  it('is told by the plan of what an abort cut short', () => {
    expect(mustBeNamed({ kind: 'unknown' }, { ...nature, checked: true })).toBe(false);
    expect(mustBeNamed({ kind: 'unknown' }, { ...nature, repeatable: true })).toBe(false);
  });
});
