import type { Command } from 'commander';
import { isWithin } from '../../contract/address.js';
import type { RunView } from '../../contract/run.js';
import { allSteps } from '../../contract/words.js';
import { didYouMean } from '../../language/names.js';
import { type AttemptLog, followLogs, listLogs, readLog } from '../../worker/logs.js';
import {
  type CommonOptions,
  errStyle,
  example,
  outStyle,
  type Runner,
} from '../command/command.js';
import { usageError } from '../command/errors.js';
import { writeJson } from '../command/json.js';
import { type Session, withEngine } from '../engine/session.js';
import { viewsOf } from '../engine/views.js';
import { runNamed } from '../load/name.js';
import { type ExitCode, exitCodes } from '../terminal/exit-codes.js';
import type { Io } from '../terminal/io.js';
import { writeLines } from '../terminal/lines.js';
import { oneLine, pad, widest } from '../terminal/text.js';

interface LogsOptions extends CommonOptions {
  follow?: boolean;
}

const lookEvery = 500;
const widestStep = 24;

export function define(command: Command, run: Runner): void {
  command
    .argument('<name>', 'a run, or its pipeline file')
    .argument('[step]', 'only this step, or all inside this group')
    .option('-f, --follow', 'go on while the run runs')
    .addHelpText('after', example('muster logs coreos machines', 'muster logs coreos -f'))
    .action(run(logs));
}

async function logs(
  io: Io,
  word: string,
  step: string | undefined,
  options: LogsOptions,
): Promise<ExitCode> {
  if (options.follow && options.json) {
    throw usageError('--follow and --json exclude each other', 'Leave one of them out.');
  }
  const name = await runNamed(word, io);
  return withEngine(io, options, async (session) => {
    const view = await session.runs.view(name);
    if (step !== undefined) checkStep(step, view);
    if (options.json) return document(session, io, view, step);
    if (options.follow) return follow(session, io, options, view, step);
    const found = await logsOf(session, view, step);
    const elsewhere = logsElsewhere(session, view, step);
    if (found.length === 0 && elsewhere.length === 0) {
      io.stderr.write('No step has left a log on this computer.\n');
    }
    writeLines(io.stderr, elsewhere);
    const write = printer(io, options, view, step);
    for (const log of found) {
      for await (const line of linesOf(log)) write(log.step, line);
    }
    return exitCodes.ok;
  });
}

function checkStep(step: string, view: RunView): void {
  const ids = allSteps(view).map(({ id }) => id);
  if (ids.some((id) => isWithin(id, step))) return;
  throw usageError(`${view.name} has no step ${step}`, didYouMean(step, ids, 'its steps are'));
}

async function logsOf(
  { engine }: Session,
  view: RunView,
  step: string | undefined,
): Promise<AttemptLog[]> {
  const { name, runId } = view;
  const all = await listLogs(engine.home, { name, runId });
  return step === undefined ? all : all.filter((log) => isWithin(log.step, step));
}

/** Of each step that ran on another computer: where its log is. */
function logsElsewhere({ hostId }: Session, view: RunView, step: string | undefined): string[] {
  if (hostId === undefined) return [];
  return allSteps(view).flatMap(({ id, where }) => {
    if (where === undefined || where.id === hostId) return [];
    if (step !== undefined && !isWithin(id, step)) return [];
    return [`${oneLine(id)} ran on ${where.host} (queue ${where.queue}): its log is there.`];
  });
}

type Print = (step: string, line: string) => void;

/** One step's lines are as the step wrote them; of several, each line begins with its step. */
function printer(io: Io, options: CommonOptions, view: RunView, step: string | undefined): Print {
  const { colors, symbols } = outStyle(io, options);
  const ids = view.steps
    .map(({ id }) => id)
    .filter((id) => step === undefined || isWithin(id, step));
  const width = Math.min(widestStep, widest(ids));
  const clean = io.stdout.isTTY ? oneLine : (line: string) => line;
  return (id, line) => {
    const start = ids.length > 1 ? colors.dim(`${pad(id, width)} ${symbols.bar} `) : '';
    io.stdout.write(`${start}${clean(line)}\n`);
  };
}

async function* linesOf({ path }: AttemptLog): AsyncIterable<string> {
  for (let from = 0; ; ) {
    const { lines, offset } = await readLog(path, from);
    if (lines.length === 0) return;
    yield* lines;
    from = offset;
  }
}

/** Until the run ends or waits for a person, or the person has seen enough. */
async function follow(
  session: Session,
  io: Io,
  options: CommonOptions,
  view: RunView,
  step: string | undefined,
): Promise<ExitCode> {
  const { name, runId } = view;
  const { engine } = session;
  const done = new AbortController();
  let left = false;
  const takeBack = io.onInterrupt(() => {
    left = true;
    done.abort();
  });
  const write = printer(io, options, view, step);
  const tell = (line: string) => io.stderr.write(`${errStyle(io, options).colors.dim(line)}\n`);
  const watching = untilItRests(session, name, tell, done);
  try {
    for await (const { log, lines } of followLogs(
      engine.home,
      { name, runId },
      { signal: done.signal },
    )) {
      if (step !== undefined && !isWithin(log.step, step)) continue;
      for (const line of lines) write(log.step, line);
    }
    await watching;
  } finally {
    done.abort();
    takeBack();
  }
  return left ? exitCodes.interrupted : exitCodes.ok;
}

/** Aborts once nothing of the run runs any more. */
async function untilItRests(
  session: Session,
  name: string,
  tell: (line: string) => void,
  done: AbortController,
): Promise<void> {
  const { signal } = done;
  try {
    for await (const _ of viewsOf(session, name, { signal, tell, everyMs: lookEvery }));
  } finally {
    done.abort();
  }
}

async function document(
  session: Session,
  io: Io,
  view: RunView,
  step: string | undefined,
): Promise<ExitCode> {
  const found: object[] = [];
  for (const log of await logsOf(session, view, step)) {
    const lines: string[] = [];
    for await (const line of linesOf(log)) lines.push(line);
    found.push({ step: log.step, attempt: log.attempt, id: log.id, lines });
  }
  writeJson(io, { name: view.name, runId: view.runId, logs: found });
  return exitCodes.ok;
}
