import type { RunView } from '../../contract/run.js';
import { type CommonOptions, errStyle, outStyle } from '../command/command.js';
import { writeJson } from '../command/json.js';
import { loggedHere } from '../engine/logged.js';
import type { Session } from '../engine/session.js';
import { watchTails } from '../engine/tails.js';
import { viewsOf } from '../engine/views.js';
import { failureSummary, successLines } from '../render/ending.js';
import { heldLines, holdLines, waysOnLines } from '../render/held.js';
import { approvalLines, pausedLines, questionLines, retryingLines } from '../render/waiting.js';
import { type ExitCode, exitCodeOfRun, exitCodes } from '../terminal/exit-codes.js';
import type { Io } from '../terminal/io.js';
import { writeLines } from '../terminal/lines.js';
import { canAsk } from '../terminal/prompt.js';
import { shellWord } from '../terminal/quote.js';
import type { Style } from '../terminal/style.js';
import { askAtApproval } from './approval.js';
import { askAtHold } from './hold.js';
import { liveProgress, type Progress } from './live.js';
import { plainProgress } from './plain.js';

export interface FollowOptions extends CommonOptions {
  /** Ask nothing. */
  yes?: boolean;
}

/** Follows a run until it ends or waits for a person who leaves it so; tells how it ended. */
export async function followToEnd(
  session: Session,
  io: Io,
  options: FollowOptions,
  name: string,
): Promise<ExitCode> {
  for (;;) {
    const view = await watch(session, io, options, name);
    if (view === undefined) {
      writeLines(io.stderr, leftLines(name, io.command));
      return exitCodes.interrupted;
    }
    const logged = await loggedHere(session.engine.home, view);
    if (options.yes === true || options.json || !canAsk(io)) {
      return conclude(view, io, options, logged);
    }
    const style = errStyle(io, options);
    if (view.state === 'held') {
      writeLines(io.stderr, holdLines(view, style));
      if (await askAtHold(session.verbs, io, view)) continue;
      writeLines(io.stderr, waysOnLines(view, io.command, style, logged));
      return exitCodes.held;
    }
    if (view.state === 'waiting-approval') {
      writeLines(io.stderr, questionLines(view, style));
      if (await askAtApproval(session.verbs, io, view)) continue;
    }
    return conclude(view, io, options, logged);
  }
}

export interface WatchOptions extends CommonOptions {
  /** Do not leave the live view on the screen: the result says it better. */
  vanish?: boolean;
  footer?: string;
  /** Whether there is no more to wait for, although the run goes on. */
  enough?: (view: RunView) => boolean;
}

/** Shows a run until it ends or waits for a person; undefined if the person left before. */
export async function watch(
  session: Session,
  io: Io,
  options: WatchOptions,
  name: string,
): Promise<RunView | undefined> {
  const left = new AbortController();
  const takeBack = io.onInterrupt(() => left.abort());
  const progress = progressFor(io, options);
  const tails = progress.tail && watchTails(session.engine.home, progress.tail);
  let last: RunView | undefined;
  try {
    const views = viewsOf(session, name, { signal: left.signal, tell: progress.note });
    for await (const view of views) {
      last = view;
      progress.show(view);
      tails?.see(view);
      if (options.enough?.(view)) break;
    }
  } finally {
    takeBack();
    tails?.end();
    progress.end(options.vanish !== true);
  }
  return left.signal.aborted ? undefined : last;
}

function progressFor(io: Io, options: WatchOptions): Progress {
  const isScreen = io.stderr.isTTY === true && io.env.TERM !== 'dumb' && !options.json;
  if (!isScreen) {
    const style = errStyle(io, options);
    const only = options.json ? '' : `Looking ${style.symbols.more}`;
    return plainProgress(io.stderr, style, io.now, options.vanish ? only : undefined);
  }
  return liveProgress({
    stream: io.stderr,
    style: () => errStyle(io, options),
    now: io.now,
    footer: options.footer ?? 'Ctrl-C leaves; the run goes on',
  });
}

/** How a run stands: its outputs on standard output, what went wrong on standard error. */
export function conclude(
  view: RunView,
  io: Io,
  options: CommonOptions,
  logged?: ReadonlySet<string>,
): ExitCode {
  const exitCode = exitCodeOfRun[view.state];
  if (options.json) {
    writeJson(io, { ...view, exitCode });
    return exitCode;
  }
  if (view.state === 'succeeded') {
    writeLines(io.stdout, ['', ...successLines(view, io.command, outStyle(io, options))]);
  } else if (view.state === 'failed' || view.state === 'aborted') {
    const lines = failureSummary(view, io.command, errStyle(io, options));
    writeLines(io.stderr, ['', ...lines]);
  } else if (view.state === 'held') {
    writeLines(io.stderr, heldLines(view, io.command, errStyle(io, options), logged));
  } else {
    writeLines(io.stderr, waitingLines(view, io.command, errStyle(io, options)));
  }
  return exitCode;
}

/** What an open run that is not held waits for: an answer, or that somebody lets it go on. */
export function waitingLines(view: RunView, command: string, style: Style): string[] {
  return [
    ...approvalLines(view, command, style),
    ...pausedLines(view, command, style),
    ...retryingLines(view, command, style),
  ];
}

export function leftLines(name: string, command: string): string[] {
  return [
    '',
    `Left; the run ${name} goes on. To come back:`,
    `  ${command} status ${shellWord(name)} --follow    follows it`,
    `  ${command} status ${shellWord(name)}             shows it once`,
  ];
}
