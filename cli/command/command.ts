import type { Command } from 'commander';
import type { ExitCode } from '../terminal/exit-codes.js';
import type { Io } from '../terminal/io.js';
import { type Style, styleFor } from '../terminal/style.js';

/** Options that every command has. */
export interface CommonOptions {
  json?: boolean;
  /** False with `--no-color`. */
  color: boolean;
}

/** What the file of a command exports: its arguments and options, and what it does. */
export interface CommandModule {
  define(command: Command, run: Runner): void;
}

/** Wraps what a command does, so that its answer becomes the exit code of the process. */
export type Runner = <Arguments extends unknown[]>(
  action: (io: Io, ...rest: Arguments) => Promise<ExitCode>,
) => (...rest: Arguments) => Promise<void>;

/** A command with its `--json` and colours. */
export function common(command: Command): Command {
  return command
    .option('--json', 'write one JSON document to standard output')
    .option('--no-color', 'no colours (also: NO_COLOR=1)');
}

/** An example below the help of a command. */
export function example(...lines: string[]): string {
  const title = lines.length === 1 ? 'Example:' : 'Examples:';
  return `\n${title}\n${lines.map((line) => `  $ ${line}`).join('\n')}`;
}

/** How results look on standard output. */
export function outStyle(io: Io, options: CommonOptions): Style {
  return styleFor(io.stdout, io.env, options.color);
}

/** How progress and errors look on standard error. */
export function errStyle(io: Io, options: CommonOptions): Style {
  return styleFor(io.stderr, io.env, options.color);
}
