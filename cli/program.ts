import { Command, CommanderError } from 'commander';
import { type CommandModule, common, type Runner } from './command.js';
import { usageError } from './errors.js';
import { type ExitCode, exitCodeMeanings, exitCodes } from './exit-codes.js';
import type { Io } from './io.js';

interface Entry {
  name: string;
  summary: string;
  load: () => Promise<CommandModule>;
}

/** Every command. Its file is loaded when it is called: `muster --help` and `validate` stay fast. */
const entries: Entry[] = [
  {
    name: 'up',
    summary: 'bring a pipeline up and follow it',
    load: () => import('./commands/up.js'),
  },
  { name: 'plan', summary: 'tell what up would do', load: () => import('./commands/plan.js') },
  {
    name: 'verify',
    summary: 'tell whether everything still holds',
    load: () => import('./commands/verify.js'),
  },
  {
    name: 'down',
    summary: 'take down what was brought up',
    load: () => import('./commands/down.js'),
  },
  {
    name: 'validate',
    summary: 'check pipelines without running them',
    load: () => import('./commands/validate.js'),
  },
  { name: 'runs', summary: 'list runs', load: () => import('./commands/runs.js') },
  { name: 'status', summary: 'show a run', load: () => import('./commands/status.js') },
  { name: 'logs', summary: 'show the output of steps', load: () => import('./commands/logs.js') },
  {
    name: 'resume',
    summary: 'go on with a held or ended run',
    load: () => import('./commands/resume.js'),
  },
  { name: 'skip', summary: 'go on without a held step', load: () => import('./commands/skip.js') },
  { name: 'abort', summary: 'end a run', load: () => import('./commands/abort.js') },
  {
    name: 'serve',
    summary: 'run the engine, its API and page',
    load: () => import('./commands/serve.js'),
  },
  {
    name: 'steps',
    summary: 'list step types, or explain one',
    load: () => import('./commands/steps.js'),
  },
  {
    name: 'doctor',
    summary: 'look at what this computer has and lacks',
    load: () => import('./commands/doctor.js'),
  },
];

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
  const program = new Command('muster');
  program
    .description('Bring clusters up from declarative pipelines, and go on where it failed.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [COMMAND]', 'explain a command')
    .usage('COMMAND [options]')
    .addHelpText('after', `\n${exitCodeHelp()}\n\nA command explained: muster COMMAND --help`)
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: () => {},
      getOutHelpWidth: () => Math.min(io.stdout.columns ?? 80, 100),
      getOutHasColors: () => false,
    })
    .exitOverride();
  const words = args.filter((word) => !word.startsWith('-'));
  const called = words[0] === 'help' ? words[1] : words[0];
  for (const { name, summary, load } of entries) {
    const command = program.command(name).summary(summary).description(capital(summary));
    if (name === called) (await load()).define(common(command), run);
  }
  if (args.length === 0) {
    program.outputHelp();
    throw usageError('No command was given', 'Name one of the commands above.');
  }
  return program;
}

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
