import type { Command } from 'commander';
import { type CommonOptions, example, type Runner } from '../command/command.js';
import { writeJson } from '../command/json.js';
import { withEngine } from '../engine/session.js';
import { followToEnd } from '../follow/follow.js';
import { runNamed } from '../load/name.js';
import { type ExitCode, exitCodes } from '../terminal/exit-codes.js';
import type { Io } from '../terminal/io.js';
import { writeLines } from '../terminal/lines.js';

interface DecisionOptions extends CommonOptions {
  step?: string;
  reason?: string;
  detach?: boolean;
  yes?: boolean;
}

/** What `approve` and `reject` have in common: all but what they say. */
export interface Decision {
  verb: 'approve' | 'reject';
  description: string;
  /** What follows, said where the run is not followed. */
  done: string;
  example: string;
}

export function defineDecision(command: Command, run: Runner, decision: Decision): void {
  command
    .argument('<name>', 'a run with an approval that waits, or its pipeline file')
    .description(decision.description)
    .option('--step <id>', 'the approval (default: the only one that waits)')
    .option('--reason <text>', 'why, for the record of the run')
    .option('--detach', 'do not follow the run')
    .option('-y, --yes', 'ask nothing')
    .addHelpText('after', example(decision.example))
    .action(
      run((io: Io, word: string, options: DecisionOptions) => decide(io, word, options, decision)),
    );
}

async function decide(
  io: Io,
  word: string,
  options: DecisionOptions,
  { verb, done }: Decision,
): Promise<ExitCode> {
  const name = await runNamed(word, io);
  const { step, reason } = options;
  return withEngine(io, options, async (session) => {
    await session.verbs[verb](name, { ...(step && { step }), ...(reason && { reason }) });
    if (!options.detach) return followToEnd(session, io, options, name);
    if (options.json) writeJson(io, await session.runs.view(name));
    else writeLines(io.stdout, [`${name} ${done}`]);
    return exitCodes.ok;
  });
}
