import { Command, CommanderError } from 'commander';
import { common, example, type Runner } from './command/command.js';
import { usageError } from './command/errors.js';
import { entries, lastGroup } from './entries.js';
import { type ExitCode, exitCodeMeanings, exitCodes } from './terminal/exit-codes.js';
import type { Io } from './terminal/io.js';

/** Runs the command that the arguments name and resolves to its exit code. Rejects with CommandError. */
export async function runProgram(args: string[], io: Io, version: string): Promise<ExitCode> {
  let answer: ExitCode = exitCodes.ok;
  const run: Runner =
    (action) =>
    async (...rest) => {
      answer = await action(io, ...rest);
    };
  const program = await makeProgram(args, io, version, run);
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return answerOf(error);
    throw error;
  }
  return answer;
}

async function makeProgram(args: string[], io: Io, version: string, run: Runner): Promise<Command> {
  const words = args.filter((word) => !word.startsWith('-'));
  const called = words[0] === 'help' ? words[1] : words[0];
  const completed = called === 'completion' ? words : [];
  const program = await commandTree(run, (name) => name === called || completed.includes(name));
  program
    .version(version, '-V, --version', 'print the version')
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: () => {},
      getOutHelpWidth: () => Math.min(io.stdout.columns ?? 80, 100),
      getOutHasColors: () => false,
    })
    .exitOverride();
  for (const command of program.commands) command.copyInheritedSettings(program);
  if (args.length === 0) {
    program.outputHelp();
    throw usageError('No command was given', 'Name one of the commands above.');
  }
  return program;
}

/** Every command; those that are `wanted` with all their arguments and options. */
export async function commandTree(
  run: Runner,
  wanted: (name: string) => boolean,
): Promise<Command> {
  const program = new Command('muster')
    .description('Bring clusters up from declarative pipelines, and go on where it failed.')
    .helpOption('-h, --help', 'print this help')
    .commandsGroup(lastGroup)
    .helpCommand('help [COMMAND]', 'explain a command')
    .usage('COMMAND [options]')
    .addHelpText('after', `\n${exitCodeHelp()}\n${firstSteps}`);
  for (const { name, group, summary, load } of entries) {
    const command = program.command(name).helpGroup(group);
    command.summary(summary).description(capital(summary));
    if (wanted(name)) (await load()).define(common(command), run);
  }
  return program;
}

const firstSteps = example(
  'muster init shell hello      copy a pipeline to start from',
  'muster up hello              bring it up and follow it',
  'muster status                see how it stands',
  'muster up --help             explain a command',
);

function answerOf(error: CommanderError): ExitCode {
  if (error.exitCode === 0) return exitCodes.ok;
  const [message = '', ...hints] = error.message.replace(/^error: /, '').split('\n');
  const hint = hints.join(' ').replace(/^\((.*)\)$/, '$1');
  throw usageError(capital(message), hint || 'See muster --help, or muster COMMAND --help.');
}

function exitCodeHelp(): string {
  const lines = Object.entries(exitCodes).map(([name, code]) => {
    const meaning = exitCodeMeanings[name as keyof typeof exitCodes];
    return `  ${String(code).padEnd(5)}${meaning}`;
  });
  return ['Exit codes:', ...lines].join('\n');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
