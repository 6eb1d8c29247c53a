import type { Command } from 'commander';
import type { RunView } from '../../contract/run.js';
import { type CommonOptions, example, outStyle, type Runner } from '../command/command.js';
import { writeJson } from '../command/json.js';
import { loggedHere } from '../engine/logged.js';
import { type Session, withEngine } from '../engine/session.js';
import { lastLine } from '../engine/tails.js';
import { followToEnd, waitingLines } from '../follow/follow.js';
import { latestRun, runNamed } from '../load/name.js';
import { comparisonLines } from '../render/comparison.js';
import { failureSummary, successLines } from '../render/ending.js';
import { runFrame } from '../render/frame.js';
import { heldLines } from '../render/held.js';
import { historyLines } from '../render/history.js';
import { type ExitCode, exitCodeOfRun, exitCodes } from '../terminal/exit-codes.js';
import type { Io } from '../terminal/io.js';
import { writeLines } from '../terminal/lines.js';
import type { Style } from '../terminal/style.js';

interface StatusOptions extends CommonOptions {
  follow?: boolean;
  against?: string;
  history?: boolean;
}

export function define(command: Command, run: Runner): void {
  command
    .argument('[name]', 'a run, or its pipeline file (default: the latest run)')
    .option('-f, --follow', 'until it ends or waits for a person')
    .option('--history', 'all that happened: who started it, every attempt, hold and order')
    .option('--against <run>', 'what differs from another run: last-green, or a run id')
    .addHelpText(
      'after',
      `\nEnds with 0 if the run goes on or succeeded, 4 if it waits for a person, 1 if it\nfailed or was aborted.\n${example('muster status coreos', 'muster status -f', 'muster status coreos --history', 'muster status coreos --against last-green')}`,
    )
    .action(run(status));
}

async function status(io: Io, word: string | undefined, options: StatusOptions): Promise<ExitCode> {
  const asked = word === undefined ? undefined : await runNamed(word, io);
  return withEngine(io, options, async (session) => {
    const name = asked ?? (await latestRun(session, io));
    if (options.follow) return followToEnd(session, io, { ...options, yes: true }, name);
    if (options.against !== undefined) return compare(session, io, options, name, options.against);
    if (options.history) return tellHistory(session, io, options, name);
    const view = await session.runs.view(name);
    const exitCode = exitCodeOfRun[view.state];
    if (options.json) writeJson(io, { ...view, exitCode });
    else {
      const tails = await tailsOf(view, session.engine.home);
      const logged = await loggedHere(session.engine.home, view);
      writeLines(io.stdout, statusLines(view, tails, io, outStyle(io, options), logged));
    }
    return exitCode;
  });
}

/** What was is no failure either: 0. */
async function tellHistory(
  { runs }: Session,
  io: Io,
  options: StatusOptions,
  name: string,
): Promise<ExitCode> {
  const history = await runs.history(name);
  if (options.json) writeJson(io, history);
  else writeLines(io.stdout, historyLines(history, outStyle(io, options)));
  return exitCodes.ok;
}

/** What differs is no failure: 0, whatever it is. */
async function compare(
  { runs }: Session,
  io: Io,
  options: StatusOptions,
  name: string,
  against: string,
): Promise<ExitCode> {
  const other = against === 'last-green' ? against : { runId: against };
  const comparison = await runs.compare(name, other);
  if (options.json) writeJson(io, comparison);
  else writeLines(io.stdout, comparisonLines(comparison, outStyle(io, options)));
  return exitCodes.ok;
}

async function tailsOf(view: RunView, home: string): Promise<Map<string, string>> {
  const running = view.steps.filter((step) => step.state === 'running');
  const lines = running.map(async ({ id }): Promise<[string, string]> => {
    return [id, (await lastLine(home, view, id)) ?? ''];
  });
  return new Map(await Promise.all(lines));
}

function statusLines(
  view: RunView,
  tails: Map<string, string>,
  io: Io,
  style: Style,
  logged: ReadonlySet<string>,
): string[] {
  const frame = runFrame(view, { style, now: io.now(), tails });
  switch (view.state) {
    case 'succeeded':
      return [...frame, '', ...successLines(view, io.command, style)];
    case 'failed':
    case 'aborted':
      return [...frame, '', ...failureSummary(view, io.command, style)];
    case 'held':
      return [...frame, ...heldLines(view, io.command, style, logged)];
    default:
      return [...frame, ...waitingLines(view, io.command, style)];
  }
}
