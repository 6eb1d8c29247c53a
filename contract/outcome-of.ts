import type { ErrorCode } from './error-codes.js';
import type { Outcome } from './outcome.js';
import type { StepChange, StepFailure, StepStateName } from './run.js';

/**
 * What happened to a step, and who may have it done again: read off what a run remembers and shows of it
 * here alone. Plain constants and functions, which the sandbox of workflows and the page take too.
 */

/**
 * - `there`: as far as anybody saw; `there-for-good`: a person's word, which no check is asked about;
 * - `gone`: seen not to be there;
 * - `as-it-was`: the visit has changed nothing;
 * - `looked-at`: its check tells before it is applied again; without a check nobody knows;
 * - `not-asked-for`: nobody wanted it in this run.
 */
export type Effect =
  | 'there'
  | 'there-for-good'
  | 'gone'
  | 'as-it-was'
  | 'looked-at'
  | 'not-asked-for';

/**
 * - `nobody`: nothing needs it; `anybody`: whoever wants it there;
 * - `resume`: a retry, or a resume of the run; `name`: a person who names the step, once per naming;
 * - `resume-or-name`: a resume where it can be checked or may run twice, else a name;
 * - `next-run`: the next run of the pipeline.
 */
export type RepeatedBy = 'nobody' | 'anybody' | 'resume' | 'name' | 'resume-or-name' | 'next-run';

/** What is known of the effect after each outcome, and who has the step done again. */
export const outcomes: Record<Outcome['kind'], { effect: Effect; repeatedBy: RepeatedBy }> = {
  holds: { effect: 'there', repeatedBy: 'nobody' },
  changed: { effect: 'there', repeatedBy: 'nobody' },
  reused: { effect: 'there', repeatedBy: 'nobody' },
  absent: { effect: 'gone', repeatedBy: 'anybody' },
  undone: { effect: 'gone', repeatedBy: 'anybody' },
  'not-begun': { effect: 'as-it-was', repeatedBy: 'resume' },
  failed: { effect: 'looked-at', repeatedBy: 'resume' },
  unknown: { effect: 'looked-at', repeatedBy: 'resume-or-name' },
  'done-otherwise': { effect: 'there', repeatedBy: 'name' },
  'done-by-hand': { effect: 'there-for-good', repeatedBy: 'name' },
  'left-out': { effect: 'not-asked-for', repeatedBy: 'next-run' },
};

/** What a run remembers, or shows, of how a step ended. */
export interface Ended {
  state: StepStateName;
  change?: StepChange;
  failure?: Pick<StepFailure, 'code' | 'attempt'>;
  startedAt?: unknown;
  endedAt?: unknown;
}

/** How the last visit of a step ended; undefined while one is under way, and before the first. */
export function outcomeOf({
  state,
  change,
  failure,
  startedAt,
  endedAt,
}: Ended): Outcome | undefined {
  switch (state) {
    case 'running':
    case 'retrying':
      return undefined;
    case 'waiting':
      return failure && byFailure(failure);
    case 'done':
      return byChange(change, failure);
    case 'held':
    case 'failed':
      return byFailure(failure);
    case 'skipped':
      return { kind: 'left-out' };
    case 'cancelled':
      if (failure) return byFailure(failure);
      // What waited had no end, though an earlier visit has begun.
      return startedAt !== undefined && endedAt !== undefined
        ? { kind: 'unknown' }
        : { kind: 'not-begun', why: 'not-reached' };
    default:
      return unhandled(state);
  }
}

function byChange(change: StepChange | undefined, failure: Ended['failure']): Outcome {
  switch (change) {
    case undefined:
    case 'unchanged':
      return { kind: 'holds' };
    case 'changed':
    case 'reused':
    case 'done-by-hand':
    case 'undone':
      return { kind: change };
    case 'nothing-to-undo':
    case 'to-do':
      return { kind: 'absent' };
    case 'always-runs':
      return { kind: 'not-begun', why: 'no-check' };
    case 'known-after-apply':
      return { kind: 'not-begun', why: 'known-after-apply' };
    case 'unknown':
      return { kind: 'not-begun', why: 'could-not-look', ...(failure && { code: failure.code }) };
    default:
      return unhandled(change);
  }
}

/** A failure's code, and those that the planner gives itself. */
type Code =
  | ErrorCode
  | 'outputs.unknown'
  | 'expression.failed'
  | 'approval.rejected'
  | 'approval.expired';
const codes = (...listed: Code[]): ReadonlySet<string> => new Set(listed);

/** It was done before, and would be done otherwise now. */
const otherwise = codes('inputs.changed', 'step.changed');
/** Nobody saw it end by itself. */
const unseen = codes('outcome.unknown', 'worker.lost', 'step.timeout');
/** Found out before anything is begun, whichever attempt it is. */
const early = codes(
  ...(['input.invalid', 'inputs.too-large', 'outputs.unknown', 'expression.failed'] as const),
  ...(['secret.missing', 'secret.invalid', 'secret.too-short', 'file.differs'] as const),
  ...(['program.missing', 'program.unsupported', 'step.unknown', 'payload.refused'] as const),
  ...(['approval.rejected', 'approval.expired'] as const),
);

function byFailure(failure: Ended['failure']): Outcome {
  const { code, attempt } = failure ?? { code: 'step.failed', attempt: 1 };
  if (otherwise.has(code)) return { kind: 'done-otherwise', code };
  if (unseen.has(code)) return { kind: 'unknown', code };
  if (attempt === 0 || early.has(code)) return { kind: 'not-begun', why: 'refused', code };
  return { kind: 'failed', code };
}

/** Of a step that is planned. */
interface Nature {
  checked: boolean;
  repeatable: boolean;
}

/**
 * Whether only a person who names the step has it done again. What failed says so by its code; of
 * what an abort cut short, its plan does.
 */
export function mustBeNamed(ended: Outcome | undefined, nature?: Nature): boolean {
  if (ended === undefined) return false;
  const { repeatedBy } = outcomes[ended.kind];
  switch (repeatedBy) {
    case 'nobody':
    case 'anybody':
    case 'resume':
    case 'next-run':
      return false;
    case 'name':
      return true;
    case 'resume-or-name':
      if ('code' in ended) return ended.code === ('outcome.unknown' satisfies Code);
      return !(nature?.checked || nature?.repeatable);
    default:
      return unhandled(repeatedBy);
  }
}

/** Does not compile where a case is not handled. */
export function unhandled(left: never): never {
  throw new Error(`unhandled: ${String(left)}`);
}
