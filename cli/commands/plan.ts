import type { Command } from 'commander';
import { example, outStyle, type Runner } from '../command/command.js';
import { writeJson } from '../command/json.js';
import { exitCodeOfPlan, type LookOptions, lookAt, lookDocument } from '../follow/look.js';
import { selectionOptions, withInputs } from '../load/pipeline.js';
import { planLines, upLines } from '../render/look.js';
import { type ExitCode, exitCodes } from '../terminal/exit-codes.js';
import type { Io } from '../terminal/io.js';
import { writeLines } from '../terminal/lines.js';

interface PlanOptions extends LookOptions {
  exitCode?: boolean;
}

export function define(command: Command, run: Runner): void {
  selectionOptions(withInputs(command.argument('<pipeline>', 'its file or folder')))
    .option('--exit-code', 'end with 5 if there is something to do')
    .addHelpText('after', example('muster plan pipelines/coreos/pipeline.yaml'))
    .action(run(plan));
}

async function plan(io: Io, pipeline: string, options: PlanOptions): Promise<ExitCode> {
  const view = await lookAt(pipeline, io, options);
  if (view === undefined) return exitCodes.interrupted;
  const exitCode = exitCodeOfPlan(view, options.exitCode === true);
  if (options.json) writeJson(io, lookDocument(view, exitCode));
  else {
    const style = outStyle(io, options);
    const asked = { command: io.command, pipeline, ...options };
    writeLines(io.stdout, [...planLines(view, style), ...upLines(view, asked, style)]);
  }
  return exitCode;
}
