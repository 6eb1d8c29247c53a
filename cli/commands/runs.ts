import type { Command } from 'commander';
import { type CommonOptions, example, outStyle, type Runner } from '../command/command.js';
import { writeJson } from '../command/json.js';
import { withEngine } from '../engine/session.js';
import { runsLines } from '../render/runs-table.js';
import { type ExitCode, exitCodes } from '../terminal/exit-codes.js';
import type { Io } from '../terminal/io.js';
import { writeLines } from '../terminal/lines.js';

interface RunsOptions extends CommonOptions {
  all?: boolean;
}

/** Runs shown without `--all`. */
const fewRuns = 20;
const manyRuns = 1000;

export function define(command: Command, run: Runner): void {
  command
    .option('-a, --all', `also looks, and more than the last ${fewRuns}`)
    .addHelpText('after', example('muster runs', 'muster runs --json | jq -r .[].name'))
    .action(run(runs));
}

async function runs(io: Io, options: RunsOptions): Promise<ExitCode> {
  const filter = options.all ? { looks: true, limit: manyRuns } : { limit: fewRuns };
  const list = await withEngine(io, options, (session) => session.runs.list(filter));
  if (options.json) writeJson(io, list);
  else if (list.length > 0) writeLines(io.stdout, runsLines(list, io.now(), outStyle(io, options)));
  else writeLines(io.stderr, [`No runs yet. To start one: ${io.command} up PIPELINE`]);
  return exitCodes.ok;
}
