import type { RunView } from '../../contract/run.js';
import { leftSteps } from '../../contract/waits.js';
import { type CommonOptions, errStyle } from '../command/command.js';
import { writeJson } from '../command/json.js';
import { count } from '../render/count.js';
import { failureLines } from '../render/held.js';
import { type Way, waysLines } from '../render/ways.js';
import { type ExitCode, exitCodes } from '../terminal/exit-codes.js';
import type { Io } from '../terminal/io.js';
import { writeLines } from '../terminal/lines.js';
import { shellWord } from '../terminal/quote.js';

/** How a run stands that was aborted; 1 if something could not be taken down. */
export function concludeAbort(
  view: RunView,
  io: Io,
  options: CommonOptions,
  undo = true,
): ExitCode {
  const { name } = view;
  const taken = leftSteps(view);
  const left = taken ?? [];
  const isDone = left.length === 0 && !(undo && taken === undefined);
  const exitCode = isDone ? exitCodes.ok : exitCodes.failed;
  if (options.json) writeJson(io, { ...view, exitCode });
  else if (isDone) {
    const what = taken ? 'aborted and taken down' : 'aborted; what it made is left as it is';
    writeLines(io.stdout, ['', `${name} is ${what}.`]);
  } else if (taken === undefined) {
    writeLines(io.stderr, ['', `${name} has ended, but nothing was taken down.`]);
  } else {
    const style = errStyle(io, options);
    const title = `${name} is aborted, but ${count(left.length, 'step')} could not be taken down:`;
    const ways: Way[] = [[`${io.command} down ${shellWord(name)}`, 'take down what is left']];
    writeLines(io.stderr, [
      title,
      ...left.flatMap((step) => ['', ...failureLines(step, style)]),
      ...waysLines('When the cause is put right:', ways, style),
    ]);
  }
  return exitCode;
}
