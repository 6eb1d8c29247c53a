import type { Blocked, StepResult } from '../../contract/task.js';
import { StepError } from '../contract/step-error.js';
import { lookForPasses, waitUntilGone, waitUntilHolds } from './looks.js';
import { holding, type Visit } from './visit.js';

/** What an attempt does in each mode. */
export function carryOut(visit: Visit): Promise<StepResult> {
  switch (visit.task.mode) {
    case 'up':
      return canLook(visit) ? applyMissing(visit) : applyOnce(visit);
    case 'look':
      return canLook(visit) ? lookOnly(visit) : alwaysRuns();
    case 'undo':
      return takeDown(visit);
  }
}

function canLook(visit: Visit): boolean {
  return visit.task.checked && visit.run.check !== undefined;
}

/** Look; apply what is missing; look until it is seen to hold. */
async function applyMissing(visit: Visit): Promise<StepResult> {
  const { run, ctx, input, report, record } = visit;
  if (!run.apply) {
    report.phase('verifying');
    return seenToHold(visit, false);
  }
  const found = await lookForPasses(visit);
  if (found.holds) return holding(visit, false, found.outputs, found.parts);
  visit.note(`does not hold: ${found.why}`);
  record.changing();
  report.phase('applying');
  await run.apply(ctx, input, found);
  ctx.signal.throwIfAborted();
  report.phase('verifying');
  return seenToHold(visit, true);
}

const compare =
  'Compare what it applied with what its check looks at, put either right, then resume.';
const lookAtCause = 'Put right what it waits for, then resume.';

async function seenToHold(visit: Visit, changed: boolean): Promise<StepResult> {
  const verdict = await waitUntilHolds(visit);
  if (verdict.holds) return holding(visit, changed, verdict.outputs, verdict.parts);
  // Never once could it be checked: then that is what failed.
  if (verdict.error && verdict.neverSeen) throw verdict.error;
  const { step } = visit.task;
  const seconds = visit.task.verify.within / 1000;
  throw new StepError('verify.failed', {
    message: changed
      ? `${step} was applied, but not seen to hold within ${seconds} s: ${verdict.why}`
      : `${step} did not come to hold within ${seconds} s: ${verdict.why}`,
    next: verdict.error?.next ?? (changed ? compare : lookAtCause),
    ...(verdict.parts ? { parts: verdict.parts } : {}),
    cause: verdict.error,
  });
}

async function applyOnce(visit: Visit): Promise<StepResult> {
  const { run, ctx, input, report, record } = visit;
  record.changing();
  report.phase('applying');
  // What ended well is known, even if an abort came meanwhile.
  const outputs = await run.apply?.(ctx, input, { holds: false, why: 'always runs' });
  return holding(visit, true, outputs, undefined);
}

async function lookOnly(visit: Visit): Promise<StepResult> {
  const found = await lookForPasses(visit);
  if (found.holds) return holding(visit, false, found.outputs, found.parts);
  return {
    holds: false,
    why: visit.mask.text(found.why),
    ...(found.parts ? { parts: visit.mask.json(found.parts) } : {}),
    ...(found.blocked ? { blocked: blockedBy(visit, found.blocked) } : {}),
  };
}

function blockedBy({ mask }: Visit, { code, message, next }: StepError): Blocked {
  return { code, message: mask.text(message), next: mask.text(next) };
}

async function alwaysRuns(): Promise<StepResult> {
  return { holds: false, why: 'always runs' };
}

/** Undo, and see that it no longer holds; a look that can no longer look is content. */
async function takeDown(visit: Visit): Promise<StepResult> {
  const { run, ctx, report, record } = visit;
  if (!run.undo) return { undone: false };
  record.changing();
  report.phase('undoing');
  const undone = await undoWhatIsThere(visit, run.undo);
  ctx.signal.throwIfAborted();
  if (undone && canLook(visit) && !(await waitUntilGone(visit))) {
    throw new StepError('verify.failed', {
      message: `${visit.task.step} was undone, but its check still holds.`,
      next: 'Compare its undo with its check; then take it down again.',
    });
  }
  return { undone };
}

/**
 * An undo that fails where its check says that nothing is there had nothing to do: `rm` and `pkill`
 * fail then. It is asked only afterwards, as what no longer holds may still be there in part.
 */
async function undoWhatIsThere(
  visit: Visit,
  undo: NonNullable<Visit['run']['undo']>,
): Promise<boolean> {
  const { ctx, input } = visit;
  try {
    return await undo(ctx, input);
  } catch (error) {
    if (ctx.signal.aborted || !canLook(visit)) throw error;
    const found = await lookForPasses(visit).catch(() => undefined);
    if (found === undefined || found.holds) throw error;
    const said = error instanceof Error ? error.message : String(error);
    visit.note(`${said} There is nothing to take down: ${found.why}`);
    return false;
  }
}
