import type { Command } from 'commander';
import { example, outStyle, type Runner } from '../command/command.js';
import { writeJson } from '../command/json.js';
import { exitCodeOfVerify, type LookOptions, lookAt, lookDocument } from '../follow/look.js';
import { selectionOptions, withInputs } from '../load/pipeline.js';
import { verifyLines } from '../render/look.js';
import { type ExitCode, exitCodes } from '../terminal/exit-codes.js';
import type { Io } from '../terminal/io.js';
import { writeLines } from '../terminal/lines.js';

export function define(command: Command, run: Runner): void {
  selectionOptions(withInputs(command.argument('<pipeline>', 'its file or folder')))
    .addHelpText('after', example('muster verify pipelines/coreos/pipeline.yaml'))
    .action(run(verify));
}

async function verify(io: Io, pipeline: string, options: LookOptions): Promise<ExitCode> {
  const view = await lookAt(pipeline, io, options);
  if (view === undefined) return exitCodes.interrupted;
  const exitCode = exitCodeOfVerify(view);
  if (options.json) writeJson(io, lookDocument(view, exitCode));
  else writeLines(io.stdout, verifyLines(view, outStyle(io, options)));
  return exitCode;
}
