import type { Command } from 'commander';
import { example, outStyle, type Runner, writeLines } from '../command.js';
import { type ExitCode, exitCodes } from '../exit-codes.js';
import type { Io } from '../io.js';
import { writeJson } from '../json.js';
import { exitCodeOfVerify, type LookOptions, lookAt, lookDocument } from '../look.js';
import { selectionOptions, withInputs } from '../pipeline.js';
import { verifyLines } from '../render/look.js';

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
