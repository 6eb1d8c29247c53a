import { type ErrorCode, errorCodes } from './error-codes.js';
import type { Parts } from './task.js';

export interface StepErrorOptions {
  /** What happened and where, in one or two sentences. */
  message: string;
  /** What the person can do next. */
  next: string;
  /** State of the machines or units at that moment. */
  parts?: Parts;
  /** Default: what the code says. */
  retryable?: boolean;
  cause?: unknown;
}

/** The one way in which a step fails: a code, what happened, and what to do next. */
export class StepError extends Error {
  override readonly name = 'StepError';
  readonly code: ErrorCode;
  readonly next: string;
  readonly parts: Parts | undefined;
  readonly retryable: boolean;

  constructor(code: ErrorCode, options: StepErrorOptions) {
    super(options.message, { cause: options.cause });
    this.code = code;
    this.next = options.next;
    this.parts = options.parts;
    this.retryable = options.retryable ?? errorCodes[code].retryable;
  }
}
