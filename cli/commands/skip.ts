import type { Command } from 'commander';
import type { Json } from '../../contract/plan.js';
import { readLooseValue } from '../../language/index.js';
import { type CommonOptions, example, type Runner } from '../command/command.js';
import { usageError } from '../command/errors.js';
import { writeJson } from '../command/json.js';
import { collect, keyAndValue } from '../command/options.js';
import { withEngine } from '../engine/session.js';
import { followToEnd } from '../follow/follow.js';
import { runNamed } from '../load/name.js';
import { type ExitCode, exitCodes } from '../terminal/exit-codes.js';
import type { Io } from '../terminal/io.js';
import { writeLines } from '../terminal/lines.js';

interface SkipOptions extends CommonOptions {
  step: string;
  reason: string;
  output?: string[];
  done?: boolean;
  detach?: boolean;
  yes?: boolean;
}

export function define(command: Command, run: Runner): void {
  command
    .argument('<name>', 'a held run, or its pipeline file')
    .requiredOption('--step <id>', 'the held step')
    .requiredOption('--reason <text>', 'why, for the record of the run')
    .option('--done', 'it was done by hand: runs that go on leave it in place, too')
    .option('--output <key=value>', 'an output that later steps read (may be repeated)', collect)
    .option('--detach', 'do not follow the run')
    .option('-y, --yes', 'ask nothing')
    .addHelpText(
      'after',
      example(
        'muster skip coreos --step migrate --done --reason "migrated by hand"',
        'muster skip coreos --step notify --reason "not needed today"',
      ),
    )
    .action(run(skip));
}

async function skip(io: Io, word: string, options: SkipOptions): Promise<ExitCode> {
  const name = await runNamed(word, io);
  const { step, reason, done = false } = options;
  const outputs = outputsOf(options.output ?? []);
  return withEngine(io, options, async (session) => {
    await session.verbs.skip(name, { step, reason, done, ...(outputs && { outputs }) });
    if (!options.detach) return followToEnd(session, io, options, name);
    if (options.json) writeJson(io, { name, skipped: step, done, reason, outputs });
    else
      writeLines(io.stdout, [
        done ? `${name} goes on: ${step} was done.` : `${name} goes on without ${step}.`,
      ]);
    return exitCodes.ok;
  });
}

/** Values as YAML reads them: `3` is a number, `[a, b]` a list, `"3"` text. */
function outputsOf(given: string[]): { [name: string]: Json } | undefined {
  if (given.length === 0) return undefined;
  const pairs = given.map((text) => keyAndValue('--output', text));
  return Object.fromEntries(
    pairs.map(([key, text]) => {
      const read = readLooseValue(text);
      if ('value' in read) return [key, read.value];
      throw usageError(`--output ${key}=${text}: ${read.problem}`);
    }),
  );
}
