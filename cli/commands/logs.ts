import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { RunView } from '../../client/run-view.js';
import { didYouMean } from '../../language/names.js';
import { type AttemptLog, attemptLogs } from '../../worker/logs.js';
import { type CommonOptions, example, outStyle, type Runner } from '../command.js';
import { usageError } from '../errors.js';
import { type ExitCode, exitCodes } from '../exit-codes.js';
import type { Io } from '../io.js';
import { writeJson } from '../json.js';
import { LogReader } from '../log-reader.js';
import { runNamed } from '../name.js';
import { oneLine, pad, widest } from '../render/text.js';
import { type Session, withEngine } from '../session.js';

interface LogsOptions extends CommonOptions {
  follow?: boolean;
}

const lookEvery = 300;
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
    if (found.length === 0) io.stderr.write('No step has left a log on this computer.\n');
    await print(new LogReader(), found, printer(io, options, view, step), true);
    return exitCodes.ok;
  });
}

/** A step, an instance of a `for-each`, or a step inside a group. */
function belongs(id: string, wanted: string): boolean {
  return id === wanted || id.startsWith(`${wanted}/`) || id.startsWith(`${wanted}[`);
}

function checkStep(step: string, view: RunView): void {
  const ids = [...view.steps, ...view.finally].map(({ id }) => id);
  if (ids.some((id) => belongs(id, step))) return;
  throw usageError(`${view.name} has no step ${step}`, didYouMean(step, ids, 'its steps are'));
}

async function logsOf(
  { engine }: Session,
  view: RunView,
  step: string | undefined,
): Promise<AttemptLog[]> {
  const all = await attemptLogs(engine.home, view);
  return step === undefined ? all : all.filter((log) => belongs(log.step, step));
}

type Print = (step: string, line: string) => void;

/** One step's lines are as the step wrote them; of several, each line begins with its step. */
function printer(io: Io, options: CommonOptions, view: RunView, step: string | undefined): Print {
  const { colors, symbols } = outStyle(io, options);
  const ids = view.steps
    .map(({ id }) => id)
    .filter((id) => step === undefined || belongs(id, step));
  const width = Math.min(widestStep, widest(ids));
  const clean = io.stdout.isTTY ? oneLine : (line: string) => line;
  return (id, line) => {
    const start = ids.length > 1 ? colors.dim(`${pad(id, width)} ${symbols.bar} `) : '';
    io.stdout.write(`${start}${clean(line)}\n`);
  };
}

async function print(
  reader: LogReader,
  found: AttemptLog[],
  write: Print,
  all: boolean,
): Promise<void> {
  for (const { step, path } of found) {
    for await (const line of reader.lines(path, all)) write(step, line);
  }
}

async function follow(
  session: Session,
  io: Io,
  options: CommonOptions,
  first: RunView,
  step: string | undefined,
): Promise<ExitCode> {
  const left = new AbortController();
  const takeBack = io.onInterrupt(() => left.abort());
  const write = printer(io, options, first, step);
  const reader = new LogReader();
  try {
    for (let view = first; ; view = await session.runs.view(first.name, first.runId)) {
      const runs = view.state === 'running';
      await print(reader, await logsOf(session, view, step), write, !runs);
      if (!runs) return exitCodes.ok;
      await sleep(lookEvery, undefined, { signal: left.signal });
    }
  } catch (error) {
    if (left.signal.aborted) return exitCodes.interrupted;
    throw error;
  } finally {
    takeBack();
  }
}

async function document(
  session: Session,
  io: Io,
  view: RunView,
  step: string | undefined,
): Promise<ExitCode> {
  const reader = new LogReader();
  const found: object[] = [];
  for (const { path, ...log } of await logsOf(session, view, step)) {
    const lines: string[] = [];
    for await (const line of reader.lines(path, true)) lines.push(line);
    found.push({ ...log, lines });
  }
  writeJson(io, { name: view.name, runId: view.runId, logs: found });
  return exitCodes.ok;
}
