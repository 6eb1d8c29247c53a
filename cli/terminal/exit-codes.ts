import type { RunStateName } from '../../contract/run.js';

/** The one table of exit codes. Scripts depend on it: a number never changes its meaning. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  invalid: 3,
  held: 4,
  drift: 5,
  refused: 6,
  engine: 7,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** For `muster --help` and the documentation. */
export const exitCodeMeanings: Record<keyof typeof exitCodes, string> = {
  ok: 'done',
  failed: 'the run failed or was aborted, or something could not be checked',
  usage: 'wrong usage of the command',
  invalid: 'the pipeline or its inputs are not valid',
  held: 'the run is held, or waits for an approval',
  drift: 'verify: something does not hold; plan --exit-code: something to do',
  refused: 'the name is busy, or the request was refused as unsafe',
  engine: 'the engine or a worker is not to be had',
  interrupted: 'interrupted; the run goes on',
};

/** A run that still goes on has done nothing wrong: 0. */
export const exitCodeOfRun: Record<RunStateName, ExitCode> = {
  running: exitCodes.ok,
  succeeded: exitCodes.ok,
  held: exitCodes.held,
  paused: exitCodes.held,
  'waiting-approval': exitCodes.held,
  failed: exitCodes.failed,
  aborted: exitCodes.failed,
};
