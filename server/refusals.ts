import type { OpenRun, Refusal } from '../client/refusal.js';
import type { Problem } from './schemas/problem.js';

/** A refusal as a problem of the API. What to do next is in words for a page, not for a shell. */
export function problemOfRefusal(refusal: Refusal, detail: string): Problem {
  const next = nextOf(refusal);
  return {
    code: refusal.code,
    detail,
    ...(next === undefined ? {} : { next }),
    ...(refusal.code === 'run.busy' ? { run: nameOf(refusal.run) } : {}),
    ...(refusal.code === 'inputs.invalid' ? { problems: refusal.problems } : {}),
    ...(refusal.code === 'pipeline.invalid' ? { diagnostics: refusal.diagnostics } : {}),
  };
}

function nameOf({ name, runId, state }: OpenRun): NonNullable<Problem['run']> {
  return { name, runId, state };
}

function nextOf(refusal: Refusal): string | undefined {
  switch (refusal.code) {
    case 'run.unknown':
      return nextOfUnknown(refusal);
    case 'run.busy':
      return nextOfBusy(refusal);
    case 'run.refused':
      return nextOfRefused(refusal);
    case 'resume.needless':
      return refusal.state === 'succeeded'
        ? 'Start its pipeline to bring it up again.'
        : 'Follow the run: it goes on by itself, or asks somebody.';
    case 'run.too-large':
      return 'Nothing was begun. Write what is large to a file, and give its path as the input.';
    case 'run.unsupported':
      return 'Go on with it in the version of Muster that started it; nothing is lost meanwhile.';
    case 'run.stuck':
      return refusal.open
        ? 'Abort it with "force": it ends, and what it made is left as it is.'
        : 'Look for yourself what there is; then start its pipeline, or take it down.';
    case 'engine.unreachable':
      return 'Nothing is lost: what ran goes on when it answers again.';
    case 'namespace.unknown':
      return 'Start Muster with TEMPORAL_NAMESPACE set to one that there is.';
    case 'queue.unserved':
      return 'Start the engine, or the worker, that serves that queue, on its computer.';
    case 'host.elsewhere':
      return 'Start it there, take down first what is there, or give this run another name.';
    case 'plan.differs':
      return 'Nothing was begun. Plan again, and look at what it says.';
    case 'pipeline.invalid':
      return 'Correct the file; it is read again each time.';
    case 'inputs.unused':
      return 'Leave the inputs away.';
    case 'step.unknown':
      return refusal.hint;
    case 'selection.empty':
      return 'Choose at least one step.';
    case 'inputs.invalid':
      return undefined;
  }
}

function nextOfUnknown({ sought }: Refusal & { code: 'run.unknown' }): string {
  if (sought === 'green') return 'Bring it up once, then compare.';
  return 'See the list of runs; Temporal may have kept it no longer.';
}

function nextOfBusy({ run, wanted }: Refusal & { code: 'run.busy' }): string {
  if (wanted === 'down') return 'Follow that run, or abort it with undo.';
  return run.state === 'held'
    ? 'Resume that run, or abort it.'
    : 'Follow that run, or give this one another name.';
}

function nextOfRefused({ ended }: Refusal & { code: 'run.refused' }): string {
  if (ended === undefined) return 'Look at the run: what it waits for is said there.';
  return ended === 'succeeded'
    ? 'Start its pipeline to bring it up again.'
    : 'Resume it: it goes on from where it stopped.';
}
