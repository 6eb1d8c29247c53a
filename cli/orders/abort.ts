import type { RunView, StepView } from '../../contract/run.js';
import { type CommonOptions, errStyle } from '../command/command.js';
import { writeJson } from '../command/json.js';
import type { Session } from '../engine/session.js';
import { who } from '../engine/who.js';
import { watch } from '../follow/follow.js';
import { count } from '../render/count.js';
import { failureLines } from '../render/held.js';
import { type ExitCode, exitCodes } from '../terminal/exit-codes.js';
import type { Io } from '../terminal/io.js';
import { writeLines } from '../terminal/lines.js';

/** Ends an open run and waits until it has ended; 1 if something could not be taken down. */
export async function abortRun(
  session: Session,
  io: Io,
  options: CommonOptions,
  name: string,
  request: { undo: boolean; reason?: string },
): Promise<ExitCode> {
  if (request.undo) await session.handOverFor(name);
  await session.runs.abort(name, { ...request, by: who() });
  const view = await watch(session, io, options, name);
  if (view === undefined) return exitCodes.interrupted;
  const left = view.steps.filter((step) => isLeft(step, view, request.undo));
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

/** Ends a run that is stuck, without its help. */
export async function endRun(
  session: Session,
  io: Io,
  options: CommonOptions,
  name: string,
  reason: string | undefined,
): Promise<ExitCode> {
  await session.runs.end(name, { by: who(), ...(reason !== undefined && { reason }) });
  if (options.json) writeJson(io, { name, ended: true });
  else writeLines(io.stdout, [`${name} is ended; what it made is left as it is.`]);
  return exitCodes.ok;
}

/** What was to be taken down, and is not: it failed, was cut short, or was not come to. */
function isLeft(step: StepView, view: RunView, undo: boolean): boolean {
  if (view.mode === 'down') {
    // Nothing begins before all that is to be looked at was.
    const began = view.steps.some(({ startedAt }) => startedAt !== undefined);
    return began && step.state !== 'done';
  }
  const abort = view.actions.findLast((action) => action.verb === 'abort');
  if (!undo || abort === undefined) return false;
  // What failed or was cancelled before the abort did so while it was applied.
  const isUndo = step.startedAt === undefined ? undefined : step.startedAt >= abort.at;
  return (
    (step.state === 'failed' && isUndo !== false) || (step.state === 'cancelled' && isUndo === true)
  );
}
