import { mkdir } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { CallerEnvironment, Parts, RunReference, StepMode } from '../../contract/task.js';
import type { ExecOptions, ExecResult, StepContext } from '../contract/context.js';
import type { EndSignal } from '../process/groups.js';
import { markName } from '../process/marked.js';
import type { ProcessIdentity } from '../process/proc.js';
import { runProgram } from '../process/run-program.js';

/** Told of the process groups of an attempt, so that a worker after a crash can end them. */
export interface GroupRecorder {
  /** What tells the next program from all others: `MUSTER_ATTEMPT` in its environment. */
  mark?(): string;
  started(leader: ProcessIdentity, endSignal: EndSignal): void;
  ended(leader: ProcessIdentity): void;
}

export interface ContextOptions {
  run: RunReference;
  step: string;
  mode: StepMode;
  directory: string;
  /** Exists, 0700. */
  stateDirectory: string;
  /** Made when a step asks for it, 0700; who runs the attempt removes it. */
  attemptDirectory: string;
  environment: CallerEnvironment;
  /** The whole environment of the step's programs. */
  env: Readonly<Record<string, string>>;
  signal: AbortSignal;
  /** Where log lines go; it masks them. */
  write: (line: string) => void;
  progress: (parts: Parts) => void;
  /** Default: nothing is secret. */
  holdsSecret?: (text: string) => boolean;
  groups?: GroupRecorder;
  /** From the first signal to KILL, in ms. Default: 30 s. */
  grace?: number;
}

/** What a step type works with, on real programs; knows nothing of Temporal. */
export function createContext(options: ContextOptions): StepContext {
  const { run, step, mode, directory, stateDirectory, environment, env, signal } = options;
  return {
    run,
    step,
    mode,
    directory,
    environment,
    env,
    signal,
    stateDirectory,
    attemptDirectory: async () => {
      await mkdir(options.attemptDirectory, { recursive: true, mode: 0o700 });
      return options.attemptDirectory;
    },
    exec: (file, args, exec = {}) => runInStep(options, file, args, exec),
    log: (line) => {
      for (const part of line.split('\n')) options.write(part);
    },
    progress: options.progress,
    holdsSecret: options.holdsSecret ?? (() => false),
    sleep: async (ms) => {
      signal.throwIfAborted();
      // The timer's own AbortError would hide the reason.
      await wait(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
    },
  };
}

function markVariable({ groups }: ContextOptions): Record<string, string> {
  const mark = groups?.mark?.();
  return mark === undefined ? {} : { [markName]: mark };
}

function runInStep(
  options: ContextOptions,
  file: string,
  args: readonly string[],
  exec: ExecOptions,
): Promise<ExecResult> {
  return runProgram(file, args, {
    cwd: exec.cwd ?? options.directory,
    env: { ...options.env, ...exec.env, ...markVariable(options) },
    input: exec.input,
    timeout: exec.timeout,
    endSignal: exec.endSignal,
    grace: options.grace,
    signal: options.signal,
    onLine: (line, stream) => {
      if (!exec.quiet) options.write(line);
      exec.onLine?.(line, stream);
    },
    onStart: (leader) => options.groups?.started(leader, exec.endSignal ?? 'SIGTERM'),
    onEnd: (leader) => options.groups?.ended(leader),
  });
}
