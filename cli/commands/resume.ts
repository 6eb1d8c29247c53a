import type { Command } from 'commander';
import { readPipeline } from '../../client/verbs/ready.js';
import type { Correction, Resume } from '../../client/verbs/resume.js';
import {
  type CommonOptions,
  errStyle,
  example,
  outStyle,
  type Runner,
} from '../command/command.js';
import { CommandError, refusalIn, reportOf, usageError } from '../command/errors.js';
import { writeJson } from '../command/json.js';
import { collectList } from '../command/options.js';
import { type Session, withEngine } from '../engine/session.js';
import { followToEnd } from '../follow/follow.js';
import { runNamed } from '../load/name.js';
import {
  existingFile,
  givenInputs,
  type InputOptions,
  tellWarnings,
  withInputs,
} from '../load/pipeline.js';
import { previewLines, resumeCommand } from '../render/preview.js';
import { type ExitCode, exitCodes } from '../terminal/exit-codes.js';
import type { Io } from '../terminal/io.js';
import { writeLines } from '../terminal/lines.js';

interface ResumeOptions extends CommonOptions, InputOptions {
  step?: string[];
  pipeline?: string;
  dryRun?: boolean;
  preview?: string;
  detach?: boolean;
  yes?: boolean;
}

export function define(command: Command, run: Runner): void {
  withInputs(
    command
      .argument('<name>', 'a run, or its pipeline file')
      .description(
        'Go on with a run: a held one tries its held steps again, a paused one goes on, a failed or aborted one goes on as a new run, a running one is followed; of one that succeeded the outcome is shown',
      )
      .option(
        '--step <id>',
        'only this held step (may be repeated); does again what must be named',
        collectList,
      )
      .option('--pipeline <file>', 'go on with a corrected pipeline')
      .option('--dry-run', 'tell what would happen, step by step, and change nothing'),
  )
    .option(
      '--preview <fingerprint>',
      'only if it would still do what --dry-run said, which ends with it',
    )
    .option('--detach', 'do not follow it')
    .option('-y, --yes', 'ask nothing')
    .addHelpText(
      'after',
      example(
        'muster resume coreos',
        'muster resume coreos --dry-run',
        'muster resume coreos --step machines',
        'muster resume coreos --pipeline pipelines/coreos',
      ),
    )
    .action(run(resume));
}

async function resume(io: Io, word: string, options: ResumeOptions): Promise<ExitCode> {
  const name = await runNamed(word, io);
  const { pipeline, step: steps, preview } = options;
  if (pipeline === undefined && (options.input ?? options.inputs) !== undefined) {
    throw usageError('a run keeps its inputs', 'Give other ones together with --pipeline FILE.');
  }
  const asked: Resume = {
    ...(steps && { steps }),
    ...(preview !== undefined && { preview }),
    ...(pipeline !== undefined && { corrected: await correction(io, pipeline, options) }),
  };
  return withEngine(
    io,
    options,
    (session) =>
      options.dryRun
        ? dryRun(session, io, options, name, asked)
        : goOn(session, io, options, name, asked),
    tellWarnings(io, options),
  );
}

async function correction(io: Io, word: string, options: ResumeOptions): Promise<Correction> {
  const file = existingFile(word, io);
  const { inputs } =
    options.inputs === undefined ? { inputs: {} } : await readPipeline(file, io.env);
  return { file, inputs: await givenInputs(io, options, inputs) };
}

async function goOn(
  session: Session,
  io: Io,
  options: ResumeOptions,
  name: string,
  asked: Resume,
): Promise<ExitCode> {
  try {
    await session.verbs.resume(name, asked);
  } catch (error) {
    const isNamed = Object.keys(asked).length > 0;
    if (asked.corrected && refusalIn(error)?.code === 'run.refused')
      throw toldHow(error, io, options, name);
    if (options.detach || isNamed || refusalIn(error)?.code !== 'resume.needless') throw error;
    // Whoever follows it sees what it does, or how it has ended.
    writeLines(io.stderr, [(error as Error).message]);
  }
  if (!options.detach) return followToEnd(session, io, options, name);
  if (options.json) writeJson(io, await session.runs.view(name));
  else writeLines(io.stdout, [`${name} goes on.`]);
  return exitCodes.ok;
}

/** A correction that is refused: the dry run of the same says which steps must be named. */
function toldHow(error: unknown, io: Io, options: ResumeOptions, name: string): unknown {
  const report = reportOf(error, io);
  if (report === undefined) return error;
  const { pipeline, step: steps, input, inputs } = options;
  const asked = { command: io.command, pipeline, steps, input, inputs };
  const next = `To see what it would do, and what must be named: ${resumeCommand({ name }, asked)} --dry-run`;
  return new CommandError(report.exitCode, report.code, report.message, next);
}

async function dryRun(
  { verbs }: Session,
  io: Io,
  options: ResumeOptions,
  name: string,
  { preview: _, ...asked }: Resume,
): Promise<ExitCode> {
  if (!options.json) io.stderr.write(`${errStyle(io, options).colors.dim('Looking …')}\n`);
  const told = await verbs.preview(name, asked);
  const exitCode = told.refused === undefined ? exitCodes.ok : exitCodes.refused;
  if (options.json) writeJson(io, { ...told, exitCode });
  else {
    const { pipeline, step: steps, input, inputs } = options;
    const ways = { command: io.command, pipeline, steps, input, inputs };
    writeLines(io.stdout, previewLines(told, ways, outStyle(io, options)));
  }
  return exitCode;
}
