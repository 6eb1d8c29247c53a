import { type ExitCode, exitCodes } from './exit-codes.js';

/** An expected error of a command: what happened, what to do next, and how the command ends. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: ExitCode;
  readonly code: string;
  readonly next: string | undefined;

  constructor(exitCode: ExitCode, code: string, message: string, next?: string) {
    super(message);
    this.exitCode = exitCode;
    this.code = code;
    this.next = next;
  }
}

/** The command was used wrongly: exit code 2. */
export function usageError(message: string, next?: string): CommandError {
  return new CommandError(exitCodes.usage, 'usage', message, next);
}

/** What a person and a script are told of an error. */
export interface ErrorReport {
  code: string;
  message: string;
  next?: string;
  exitCode: ExitCode;
}

const exitCodeOfClientError: Record<string, ExitCode> = {
  'run.busy': exitCodes.refused,
  'run.refused': exitCodes.refused,
  'run.unknown': exitCodes.usage,
  'engine.unreachable': exitCodes.engine,
  'worker.missing': exitCodes.engine,
};

/**
 * An expected error as a report; undefined for a fault of the program itself. Errors of client and
 * engine are told by name, so that reporting one does not load those modules.
 */
export function reportOf(error: unknown): ErrorReport | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof CommandError) {
    return report(error.code, error.message, error.next, error.exitCode);
  }
  const { name, message } = error;
  const { code, next } = error as { code?: unknown; next?: unknown };
  const hint = typeof next === 'string' ? next : undefined;
  if (name === 'EngineError') return report('engine', message, hint, exitCodes.engine);
  if (name === 'ClientError' && typeof code === 'string') {
    return report(code, message, hint, exitCodeOfClientError[code] ?? exitCodes.failed);
  }
  return undefined;
}

function report(
  code: string,
  message: string,
  next: string | undefined,
  exitCode: ExitCode,
): ErrorReport {
  return { code, message, exitCode, ...(next !== undefined && { next }) };
}
