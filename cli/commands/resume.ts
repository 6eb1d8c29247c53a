import type { Command } from 'commander';
import {
  type CommonOptions,
  errStyle,
  example,
  outStyle,
  type Runner,
} from '../command/command.js';
import { usageError } from '../command/errors.js';
import { writeJson } from '../command/json.js';
import { collectList } from '../command/options.js';
import { withEngine } from '../engine/session.js';
import { callerEnvironment, who } from '../engine/who.js';
import { followToEnd } from '../follow/follow.js';
import { runNamed } from '../load/name.js';
import type { InputOptions } from '../load/pipeline.js';
import { withInputs } from '../load/pipeline.js';
import { loadRevision } from '../load/revision.js';
import { goOn, type Resume, waysToGoOn } from '../orders/resume.js';
import { previewLines } from '../render/preview.js';
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
  return withEngine(io, options, async (session) => {
    const view = await session.runs.view(name);
    await session.handOver(view.secrets ?? []);
    const asked: Resume = {
      queue: session.engine.queue,
      environment: callerEnvironment(io.env),
      by: who(),
      ...(steps && { steps }),
      ...(preview !== undefined && { preview }),
      ...(pipeline !== undefined && {
        revised: await loadRevision(session, io, pipeline, name, options),
      }),
    };
    if (options.dryRun) return dryRun();
    await goOn(session, view, asked);
    if (!options.detach) return followToEnd(session, io, options, name);
    if (options.json) writeJson(io, await session.runs.view(name));
    else writeLines(io.stdout, [`${name} goes on.`]);
    return exitCodes.ok;

    async function dryRun(): Promise<ExitCode> {
      if (!waysToGoOn(view))
        throw usageError(`${name} is ${view.state}: there is nothing to resume`);
      if (!options.json) io.stderr.write(`${errStyle(io, options).colors.dim('Looking …')}\n`);
      const told = await session.runs.preview(name, asked);
      const exitCode = told.refused === undefined ? exitCodes.ok : exitCodes.refused;
      if (options.json) writeJson(io, { ...told, exitCode });
      else
        writeLines(
          io.stdout,
          previewLines(
            told,
            { command: io.command, pipeline, steps, input: options.input, inputs: options.inputs },
            outStyle(io, options),
          ),
        );
      return exitCode;
    }
  });
}
