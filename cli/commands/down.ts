import type { Command } from 'commander';
import type { DownRequest, WhatGoesDown } from '../../client/verbs/down.js';
import { readPipeline } from '../../client/verbs/ready.js';
import { type CommonOptions, errStyle, example, type Runner } from '../command/command.js';
import { usageError } from '../command/errors.js';
import { collectList, looksLikePath, pipelineFile, runName } from '../command/options.js';
import { withEngine } from '../engine/session.js';
import { conclude, leftLines, watch } from '../follow/follow.js';
import { runNamed } from '../load/name.js';
import { givenInputs, type InputOptions, tellWarnings, withInputs } from '../load/pipeline.js';
import { concludeAbort } from '../orders/abort.js';
import { table } from '../render/table.js';
import { type ExitCode, exitCodes } from '../terminal/exit-codes.js';
import type { Io } from '../terminal/io.js';
import { writeLines } from '../terminal/lines.js';
import { canAsk, confirm } from '../terminal/prompt.js';

interface DownOptions extends CommonOptions, InputOptions {
  name?: string;
  only?: string[];
  yes?: boolean;
}

export function define(command: Command, run: Runner): void {
  withInputs(
    command
      .argument('<pipeline>', "a pipeline's file or folder, or the name of a run")
      .description(
        'Take down, in reverse order, what a pipeline brought up: with the plan and inputs of its last run, else those given',
      ),
  )
    .option('--name <name>', "name of the run (default: the pipeline's)")
    .option('--only <ids>', 'only these steps, and what stands on them', collectList)
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      example(
        'muster down coreos',
        'muster down pipelines/coreos --yes',
        'muster down coreos --only start',
      ),
    )
    .action(run(down));
}

async function down(io: Io, word: string, options: DownOptions): Promise<ExitCode> {
  if (options.yes !== true && (options.json || !canAsk(io))) {
    const next = 'Add --yes to say that it is meant.';
    throw usageError('down takes things away, and there is nobody to ask', next);
  }
  const name = runName(options.name ?? (await runNamed(word, io)));
  const request = await requestOf(io, word, options);
  return withEngine(
    io,
    options,
    async (session) => {
      if (options.yes !== true) {
        const told = await session.verbs.whatGoesDown(name, request);
        if (!(await isMeant(io, options, told))) return exitCodes.ok;
      }
      const { how } = await session.verbs.down(name, request);
      const view = await watch(session, io, options, name);
      if (view === undefined) {
        writeLines(io.stderr, leftLines(name, io.command));
        return exitCodes.interrupted;
      }
      return how === 'held-run' ? concludeAbort(view, io, options) : conclude(view, io, options);
    },
    tellWarnings(io, options),
  );
}

/** The file is read where nothing was brought up under that name. */
async function requestOf(io: Io, word: string, options: DownOptions): Promise<DownRequest> {
  const chosen = options.only === undefined ? {} : { selection: { only: options.only } };
  const file = looksLikePath(word) ? pipelineFile(word, io.cwd) : undefined;
  if (file === undefined) return { inputs: await givenInputs(io, options, {}), ...chosen };
  const { inputs } =
    options.inputs === undefined ? { inputs: {} } : await readPipeline(file, io.env);
  return { inputs: await givenInputs(io, options, inputs), file, ...chosen };
}

async function isMeant(io: Io, options: DownOptions, told: WhatGoesDown): Promise<boolean> {
  const rows = told.steps.map(({ id, what }) => [id, what]);
  const lines = table(rows, { width: errStyle(io, options).width, indent: 2 });
  writeLines(io.stderr, [`To be taken down of ${told.name}, in this order:`, ...lines, '']);
  if (await confirm(io, 'Take it down?')) return true;
  writeLines(io.stderr, ['Nothing was taken down.']);
  return false;
}
