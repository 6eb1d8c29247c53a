import { once } from 'node:events';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { execa } from 'execa';
import type { ExecResult } from '../contract/context.js';
import { GroupEnd, type GroupEndOptions } from './group-end.js';
import { forgetGroup, watchGroup } from './groups.js';
import { LineSplitter, Tail } from './output.js';
import { type ProcessIdentity, readProcess } from './proc.js';
import { startError } from './start-error.js';

export interface ProgramOptions extends GroupEndOptions {
  cwd: string;
  /** The whole environment; nothing is inherited. */
  env: Readonly<Record<string, string>>;
  /** Written to standard input; default: `/dev/null`. */
  input?: string | undefined;
  onLine?: ((line: string, stream: 'stdout' | 'stderr') => void) | undefined;
  /** Told of the group right after its start, before the program can do much. */
  onStart?: ((leader: ProcessIdentity) => void) | undefined;
  /** Told when the leader has ended: what lives on in the group does so on purpose. */
  onEnd?: ((leader: ProcessIdentity) => void) | undefined;
}

/** Of each stream this much is kept for the caller. */
const keptOutput = 4 * 1024 * 1024;

/** How long the pipes may stay open after the program's end: a daemon it left may hold them. */
const pipeGrace = 1_000;

/**
 * Run a program in a process group of its own, and wait for its end. An abort, a time-out or an
 * error of `onLine` ends the whole group first. A daemon the program leaves behind lives on, but
 * its output is no longer read: it should go to a file.
 *
 * @throws StepError `program.missing` (no such program), `file.missing` (no such folder); the
 * signal's reason when aborted; what `onLine` threw.
 */
export async function runProgram(
  file: string,
  args: readonly string[],
  options: ProgramOptions,
): Promise<ExecResult> {
  options.signal?.throwIfAborted();
  const program = execa(file, args, {
    cwd: options.cwd,
    env: options.env,
    extendEnv: false,
    ...(options.input === undefined ? { stdin: 'ignore' } : { input: options.input }),
    // A group of its own, which only this module ends: execa would signal the leader alone.
    detached: true,
    cleanup: false,
    reject: false,
    // A 100 MB cap would hold even while streaming.
    buffer: false,
  });
  const pgid = program.pid;
  if (pgid === undefined) throw startError(file, args, options, (await program).cause);

  watchGroup(pgid);
  const leader = { pid: pgid, startTime: readProcess(pgid)?.startTime ?? 0 };
  const exited = once(program, 'exit') as Promise<[number | null, string | null]>;
  const end = new GroupEnd(pgid, options);
  const stdout = collect(program.stdout, (line) =>
    end.guard(() => options.onLine?.(line, 'stdout')),
  );
  const stderr = collect(program.stderr, (line) =>
    end.guard(() => options.onLine?.(line, 'stderr')),
  );
  end.guard(() => options.onStart?.(leader));
  const [exitCode, signal] = await exited;
  end.leaderEnded();
  await Promise.race([Promise.all([stdout.closed, stderr.closed]), pipesOverdue(end)]);
  const result = {
    exitCode: exitCode ?? undefined,
    signal: signal ?? undefined,
    stdout: stdout.finish(),
    stderr: stderr.finish(),
    timedOut: end.timedOut,
  };
  await end.settled();
  await program;
  forgetGroup(pgid);
  options.onEnd?.(leader);
  end.throwIfBroken();
  return result;
}

/** Reading goes on for a while after the program's end; a busy worker gets two more turns to read. */
async function pipesOverdue(end: GroupEnd): Promise<void> {
  await Promise.race([sleep(pipeGrace, undefined, { ref: false }), end.started]);
  await end.settled();
  await turn();
  await turn();
}

interface Collected {
  closed: Promise<unknown>;
  /** Stop reading. */
  finish(): string;
}

function collect(
  stream: NodeJS.ReadableStream & { destroy(): unknown },
  onLine: (line: string) => void,
): Collected {
  const tail = new Tail(keptOutput);
  const lines = new LineSplitter(onLine);
  stream.on('data', (chunk: Buffer) => {
    tail.push(chunk);
    lines.push(chunk);
  });
  return {
    closed: new Promise((resolve) => stream.once('close', resolve)),
    finish: () => {
      stream.destroy();
      lines.end();
      return tail.toString();
    },
  };
}
