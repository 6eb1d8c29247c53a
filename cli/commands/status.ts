import type { Command } from 'commander';
import type { RunView } from '../../client/run-view.js';
import { type CommonOptions, example, outStyle, type Runner, writeLines } from '../command.js';
import { CommandError } from '../errors.js';
import { type ExitCode, exitCodeOfRun, exitCodes } from '../exit-codes.js';
import type { Io } from '../io.js';
import { writeJson } from '../json.js';
import { runNamed } from '../name.js';
import { failureSummary, successLines } from '../render/ending.js';
import { runFrame } from '../render/frame.js';
import { heldLines } from '../render/held.js';
import { type Session, withEngine } from '../session.js';
import type { Style } from '../style.js';
import { lastLine } from '../tails.js';

export function define(command: Command, run: Runner): void {
  command
    .argument('[name]', 'a run, or its pipeline file (default: the latest run)')
    .addHelpText(
      'after',
      `\nEnds with 0 if the run goes on or succeeded, 4 if it waits for a person, 1 if it failed or was aborted.\n${example('muster status coreos')}`,
    )
    .action(run(status));
}

async function status(io: Io, word: string | undefined, options: CommonOptions): Promise<ExitCode> {
  const name = word === undefined ? undefined : await runNamed(word, io);
  const { view, tails } = await withEngine(io, options, async (session) => {
    const found = await session.runs.view(name ?? (await latest(session, io)));
    return { view: found, tails: await tailsOf(found, session.engine.home) };
  });
  const exitCode = exitCodeOfRun[view.state];
  if (options.json) writeJson(io, { ...view, exitCode });
  else writeLines(io.stdout, statusLines(view, tails, io, outStyle(io, options)));
  return exitCode;
}

async function latest({ runs }: Session, io: Io): Promise<string> {
  const [last] = await runs.list({ limit: 1 });
  if (last !== undefined) return last.name;
  const next = `To start one: ${io.command} up PIPELINE`;
  throw new CommandError(exitCodes.usage, 'run.unknown', 'There is no run yet', next);
}

async function tailsOf(view: RunView, home: string): Promise<Map<string, string>> {
  const running = view.steps.filter((step) => step.state === 'running');
  const lines = running.map(async ({ id }): Promise<[string, string]> => {
    return [id, (await lastLine(home, view, id)) ?? ''];
  });
  return new Map(await Promise.all(lines));
}

function statusLines(view: RunView, tails: Map<string, string>, io: Io, style: Style): string[] {
  const frame = runFrame(view, { style, now: io.now(), tails });
  switch (view.state) {
    case 'succeeded':
      return [...frame, '', ...successLines(view, io.command, style)];
    case 'failed':
    case 'aborted':
      return [...frame, '', ...failureSummary(view, io.command, style)];
    case 'held':
      return [...frame, ...heldLines(view, io.command, style)];
    default:
      return frame;
  }
}
