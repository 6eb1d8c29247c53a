import type { Command } from 'commander';
import { abortRun } from '../abort.js';
import { type CommonOptions, example, type Runner } from '../command.js';
import type { ExitCode } from '../exit-codes.js';
import type { Io } from '../io.js';
import { runNamed } from '../name.js';
import { withEngine } from '../session.js';

interface AbortOptions extends CommonOptions {
  undo?: boolean;
  reason?: string;
}

export function define(command: Command, run: Runner): void {
  command
    .argument('<name>', 'an open run, or its pipeline file')
    .option('--undo', 'take down what the run made (default: leave it)')
    .option('--reason <text>', 'why, for the record of the run')
    .addHelpText('after', example('muster abort coreos --undo --reason "wrong subnet"'))
    .action(run(abort));
}

async function abort(io: Io, word: string, options: AbortOptions): Promise<ExitCode> {
  const name = await runNamed(word, io);
  const { undo = false, reason } = options;
  const request = { undo, ...(reason !== undefined && { reason }) };
  return withEngine(io, options, (session) => abortRun(session, io, options, name, request));
}
