import type { Command } from 'commander';
import { type CommonOptions, example, type Runner } from '../command/command.js';
import { usageError } from '../command/errors.js';
import { writeJson } from '../command/json.js';
import { withEngine } from '../engine/session.js';
import { watch } from '../follow/follow.js';
import { runNamed } from '../load/name.js';
import { concludeAbort } from '../orders/abort.js';
import { type ExitCode, exitCodes } from '../terminal/exit-codes.js';
import type { Io } from '../terminal/io.js';
import { writeLines } from '../terminal/lines.js';

interface AbortOptions extends CommonOptions {
  undo?: boolean;
  force?: boolean;
  reason?: string;
}

export function define(command: Command, run: Runner): void {
  command
    .argument('<name>', 'an open run, or its pipeline file')
    .option('--undo', 'take down what the run made (default: leave it)')
    .option('--force', 'end a run that cannot go on and takes no orders, as it is')
    .option('--reason <text>', 'why, for the record of the run')
    .addHelpText('after', example('muster abort coreos --undo --reason "wrong subnet"'))
    .action(run(abort));
}

async function abort(io: Io, word: string, options: AbortOptions): Promise<ExitCode> {
  const name = await runNamed(word, io);
  const { undo = false, force = false, reason } = options;
  if (force && undo) {
    throw usageError('a run that cannot go on can take nothing down', 'Leave --undo away.');
  }
  return withEngine(io, options, async (session) => {
    await session.verbs.abort(name, { undo, force, ...(reason !== undefined && { reason }) });
    if (force) {
      if (options.json) writeJson(io, { name, ended: true });
      else writeLines(io.stdout, [`${name} is ended; what it made is left as it is.`]);
      return exitCodes.ok;
    }
    const view = await watch(session, io, options, name);
    if (view === undefined) return exitCodes.interrupted;
    return concludeAbort(view, io, options, undo);
  });
}
