import type { RunView, StepView } from '../client/run-view.js';
import { type CommonOptions, errStyle, writeLines } from './command.js';
import { type ExitCode, exitCodes } from './exit-codes.js';
import { watch } from './follow.js';
import type { Io } from './io.js';
import { writeJson } from './json.js';
import { count } from './render/count.js';
import { failureLines } from './render/held.js';
import type { Session } from './session.js';
import { who } from './who.js';

/** Ends an open run and waits until it has ended; 1 if something could not be taken down. */
export async function abortRun(
  session: Session,
  io: Io,
  options: CommonOptions,
  name: string,
  request: { undo: boolean; reason?: string },
): Promise<ExitCode> {
  await session.runs.abort(name, { ...request, by: who() });
  const view = await watch(session, io, options, name);
  if (view === undefined) return exitCodes.interrupted;
  const left = request.undo ? view.steps.filter((step) => failedToUndo(step, view)) : [];
  const exitCode = left.length === 0 ? exitCodes.ok : exitCodes.failed;
  if (options.json) writeJson(io, { ...view, exitCode });
  else if (left.length === 0) {
    const what = request.undo ? 'aborted and taken down' : 'aborted; what it made is left as it is';
    writeLines(io.stdout, ['', `${name} is ${what}.`]);
  } else {
    const style = errStyle(io, options);
    const title = `${name} is aborted, but ${count(left.length, 'step')} could not be taken down:`;
    writeLines(io.stderr, [title, ...left.flatMap((step) => ['', ...failureLines(step, style)])]);
  }
  return exitCode;
}

/** A step that failed after the abort did so while it was taken down. */
function failedToUndo(step: StepView, view: RunView): boolean {
  const abort = view.actions.findLast((action) => action.verb === 'abort');
  if (step.state !== 'failed' || abort === undefined) return false;
  return step.startedAt === undefined || step.startedAt >= abort.at;
}
