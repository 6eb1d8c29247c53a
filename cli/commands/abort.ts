import type { Command } from 'commander';
import { type CommonOptions, example, type Runner } from '../command/command.js';
import { usageError } from '../command/errors.js';
import { withEngine } from '../engine/session.js';
import { runNamed } from '../load/name.js';
import { abortRun, endRun } from '../orders/abort.js';
import type { ExitCode } from '../terminal/exit-codes.js';
import type { Io } from '../terminal/io.js';

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
  const request = { undo, ...(reason !== undefined && { reason }) };
  return withEngine(io, options, (session) =>
    force
      ? endRun(session, io, options, name, reason)
      : abortRun(session, io, options, name, request),
  );
}
