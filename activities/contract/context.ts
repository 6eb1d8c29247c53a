import type { CallerEnvironment, Parts, RunReference, StepMode } from '../../contract/task.js';

export interface ExecOptions {
  /** Default: the step's directory. */
  cwd?: string;
  /** Added to the step's environment (PATH, HOME, LANG and the pipeline's `env`). */
  env?: Record<string, string>;
  /** Written to the program's standard input; default: none (`/dev/null`). */
  input?: string;
  /** After this many ms the process group is ended. Default: none. */
  timeout?: number;
  /**
   * How the process group is ended first; TERM and KILL follow. Default: SIGTERM. Vagrant wants
   * SIGINT: it cleans up, and TERM would orphan the Ruby process that holds its lock.
   */
  endSignal?: 'SIGINT' | 'SIGTERM';
  /** Keep the output out of the step's log (looks that are repeated every second). */
  quiet?: boolean;
  /** Called with each line as it comes. */
  onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
}

export interface ExecResult {
  /** Absent when a signal ended it. */
  exitCode: number | undefined;
  signal: string | undefined;
  /** At most the last 4 MiB. */
  stdout: string;
  stderr: string;
  timedOut: boolean;
}

/** What a step type is given to work with. */
export interface StepContext {
  readonly run: RunReference;
  /** Instance id. */
  readonly step: string;
  readonly mode: StepMode;
  /** The step's working directory. */
  readonly directory: string;
  readonly environment: CallerEnvironment;
  /** Environment of the step's programs. */
  readonly env: Readonly<Record<string, string>>;
  /** Aborted when the step is cancelled or timed out, or when the worker shuts down. */
  readonly signal: AbortSignal;
  /** A folder for what the worker keeps between attempts (known_hosts, agents); 0700, exists. */
  readonly stateDirectory: string;
  /**
   * A folder for this attempt alone (0700). It goes with the attempt; of a worker that was killed,
   * the next one removes it.
   */
  attemptDirectory(): Promise<string>;
  /**
   * Run a program in a process group of its own. Never throws for an exit code; throws StepError
   * `program.missing` if there is no such program, and the signal's reason when aborted.
   */
  exec(file: string, args: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  /** A line in the step's log; secrets are masked. */
  log(line: string): void;
  /** Whether a text holds a secret of the run, in whatever form: no output may (`secret.in-output`). */
  holdsSecret(text: string): boolean;
  /** Tell the person the state of the parts: shown live. */
  progress(parts: Parts): void;
  /** Wait, or throw the signal's reason. */
  sleep(ms: number): Promise<void>;
}
