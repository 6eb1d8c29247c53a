import type { Refusal } from '../../client/refusal.js';
import { type ExitCode, exitCodes } from '../terminal/exit-codes.js';
import { reportOfRefusal, type Speaker } from './refusals.js';

export interface ErrorDetails {
  /** Shown to a person in place of message and next, already laid out. */
  text?: string;
  /** Beside the message in the JSON document. */
  data?: Record<string, unknown>;
}

/** An expected error of a command: what happened, what to do next, and how the command ends. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: ExitCode;
  readonly code: string;
  readonly next: string | undefined;
  readonly details: ErrorDetails;

  constructor(
    exitCode: ExitCode,
    code: string,
    message: string,
    next?: string,
    details: ErrorDetails = {},
  ) {
    super(message);
    this.exitCode = exitCode;
    this.code = code;
    this.next = next;
    this.details = details;
  }
}

/** The command was used wrongly: exit code 2. */
export function usageError(message: string, next?: string): CommandError {
  return new CommandError(exitCodes.usage, 'usage', message, next);
}

/** What a person and a script are told of an error. */
export interface ErrorReport extends ErrorDetails {
  code: string;
  message: string;
  next?: string;
  exitCode: ExitCode;
}

/**
 * An expected error as a report; undefined for a fault of the program itself. Errors of client and
 * engine are told by name, so that reporting one does not load those modules.
 */
export function reportOf(error: unknown, speaker: Speaker): ErrorReport | undefined {
  if (!(error instanceof Error)) return undefined;
  const { message } = error;
  const refusal = refusalIn(error);
  if (refusal !== undefined) {
    return { code: refusal.code, message, ...reportOfRefusal(refusal, speaker) };
  }
  const next = 'next' in error && typeof error.next === 'string' ? { next: error.next } : {};
  if (error instanceof CommandError) {
    return { code: error.code, message, ...next, exitCode: error.exitCode, ...error.details };
  }
  if (error.name === 'StepTypesError') {
    return { code: 'steps.outside', message, ...next, exitCode: exitCodes.usage };
  }
  if (error.name === 'EngineError') {
    return { code: 'engine', message, ...next, exitCode: exitCodes.engine };
  }
  return undefined;
}

/** The refusal that an error of the client carries. */
export function refusalIn(error: unknown): Refusal | undefined {
  if (!(error instanceof Error) || error.name !== 'ClientError') return undefined;
  return (error as Error & { refusal?: Refusal }).refusal;
}
