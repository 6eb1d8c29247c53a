import { realpathSync } from 'node:fs';
import { delimiter, join, relative } from 'node:path';
import { exitCodes } from './exit-codes.js';

/** A stream that is written to, with what a terminal knows of itself. */
export interface Output extends NodeJS.WritableStream {
  isTTY?: boolean;
  columns?: number;
  rows?: number;
}

/** Everything a command touches of the world around it, so that a test can stand in for it. */
export interface Io {
  stdin: NodeJS.ReadableStream & { isTTY?: boolean };
  /** Results. */
  stdout: Output;
  /** Progress and errors. */
  stderr: Output;
  env: NodeJS.ProcessEnv;
  cwd: string;
  now(): number;
  /** How a person starts this program, for the commands in hints: `muster`. */
  command: string;
  /** Calls back at Ctrl-C or SIGTERM, instead of ending the process, until it is taken back. */
  onInterrupt(callback: () => void): () => void;
}

/** The world of a real process. */
export function processIo(): Io {
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    now: Date.now,
    command: commandName(process.env, process.argv[1] ?? 'muster', process.cwd()),
    onInterrupt(callback) {
      let asked = false;
      const interrupt = () => {
        // Who asks twice does not want to wait for an answer that does not come.
        if (asked) process.exit(exitCodes.interrupted);
        asked = true;
        callback();
      };
      process.on('SIGINT', interrupt);
      process.on('SIGTERM', interrupt);
      return () => {
        process.off('SIGINT', interrupt);
        process.off('SIGTERM', interrupt);
      };
    },
  };
}

/** A reader that leaves (`muster runs | head`) ends the command quietly, as it does `ls`. */
export function endQuietlyOnBrokenPipe(streams: NodeJS.WritableStream[]): void {
  for (const stream of streams) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
      throw error;
    });
  }
}

/** `muster` if that is what the PATH finds, else what can be pasted: `npx muster`, `node dist/muster.js`. */
export function commandName(env: NodeJS.ProcessEnv, script: string, cwd: string): string {
  const real = realPath(script);
  for (const directory of (env.PATH ?? '').split(delimiter)) {
    const found = directory === '' ? undefined : realPath(join(directory, 'muster'));
    if (found !== undefined) {
      // Only npx has the programs of a package in its folder on the PATH.
      if (found === real) return env.npm_command === 'exec' ? 'npx muster' : 'muster';
      break;
    }
  }
  const near = relative(cwd, script);
  return `node ${near.startsWith('..') ? script : near}`;
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
