import { leftOf } from '../../client/verbs/left.js';
import type { RunView } from '../../contract/run.js';
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
  const left = leftOf(view, undo);
  const exitCode = left.length === 0 ? exitCodes.ok : exitCodes.failed;
  if (options.json) writeJson(io, { ...view, exitCode });
  else if (left.length === 0) {
    const what = undo ? 'aborted and taken down' : 'aborted; what it made is left as it is';
    writeLines(io.stdout, ['', `${name} is ${what}.`]);
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
