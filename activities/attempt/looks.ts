import type { Absent, Check } from '../contract/define-step.js';
import { StepError } from '../contract/step-error.js';
import type { Visit } from './visit.js';

/** One look. What it throws is "unknown", never "absent": StepError, its own or `look.failed`. */
async function look(visit: Visit): Promise<Check<unknown>> {
  const { run, ctx, input, report } = visit;
  ctx.signal.throwIfAborted();
  try {
    const found = await run.check?.(ctx, input);
    // A look that was cut short by an abort tells nothing.
    ctx.signal.throwIfAborted();
    if (!found) throw new Error('this step has no check');
    report.parts(found.parts);
    if (!found.holds) report.why(found.why);
    return found;
  } catch (error) {
    ctx.signal.throwIfAborted();
    if (error instanceof StepError) throw error;
    throw new StepError('look.failed', {
      message: `${visit.task.step} could not be checked: ${error instanceof Error ? error.message : String(error)}`,
      next: 'Nothing was changed. Look at the log of the step, then resume.',
      cause: error,
    });
  }
}

/** As many looks in a row as a pass asks for; the first that does not hold is the answer. */
export async function lookForPasses(visit: Visit): Promise<Check<unknown>> {
  const { passes, every } = visit.task.verify;
  for (let seen = 1; ; seen++) {
    const found = await look(visit);
    if (!found.holds || seen >= passes) return found;
    visit.report.passes(seen, passes);
    await visit.ctx.sleep(every);
  }
}

/** The answer of a wait: it held, or why the window closed without. */
export type Verdict =
  | Extract<Check<unknown>, { holds: true }>
  | (Absent & {
      /** The last look's error, where it could not look. */
      error?: StepError;
      /** No look of the window had an answer. */
      neverSeen: boolean;
    });

/**
 * Look again and again until it holds so many times in a row, or the window closes. A look that
 * throws counts as not holding; one that no repetition can put right ends the wait at once.
 */
export async function waitUntilHolds(visit: Visit): Promise<Verdict> {
  const { within, every, passes } = visit.task.verify;
  // Not Date.now(): a clock that is set meanwhile must neither close the window nor hold it open.
  const deadline = performance.now() + within;
  let neverSeen = true;
  for (let seen = 0; ; ) {
    const found = await lookOrRemember(visit);
    if (!('error' in found)) neverSeen = false;
    seen = found.holds ? seen + 1 : 0;
    visit.report.passes(seen, passes);
    if (found.holds && seen >= passes) return found;
    if (performance.now() + every > deadline) {
      return found.holds
        ? { holds: false, why: `held only ${seen} of ${passes} times in a row`, neverSeen }
        : { ...found, neverSeen };
    }
    await visit.ctx.sleep(every);
  }
}

/** True as soon as one look does not hold, or cannot look any more; false if the window closes. */
export async function waitUntilGone(visit: Visit): Promise<boolean> {
  const deadline = performance.now() + visit.task.verify.within;
  for (;;) {
    if (!(await lookOrRemember(visit)).holds) return true;
    if (performance.now() + visit.task.verify.every > deadline) return false;
    await visit.ctx.sleep(visit.task.verify.every);
  }
}

async function lookOrRemember(
  visit: Visit,
): Promise<Check<unknown> | (Absent & { error: StepError })> {
  try {
    return await look(visit);
  } catch (error) {
    if (!(error instanceof StepError) || visit.ctx.signal.aborted) throw error;
    if (!error.retryable && visit.task.mode !== 'undo') throw error;
    visit.report.why(error.message);
    return {
      holds: false,
      why: error.message,
      error,
      ...(error.parts ? { parts: error.parts } : {}),
    };
  }
}
