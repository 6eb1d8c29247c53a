import { type ErrorCode, errorCodes } from '../../contract/error-codes.js';
import type { Parts } from '../../contract/task.js';

export interface StepErrorOptions {
  /** What happened and where, in one or two sentences. */
  message: string;
  /** What the person can do next. */
  next: string;
  /** State of the machines or units at that moment. */
  parts?: Parts;
  /** Default: what the code says. */
  retryable?: boolean;
  /** A program was ended by a signal: nobody knows how far it got. Default: false. */
  cutShort?: boolean;
  cause?: unknown;
}

/** On every StepError, whichever copy of this module made it. */
const brand = Symbol.for('muster.StepError');

/**
 * The one way in which a step fails: a code, what happened, and what to do next.
 * `instanceof` knows those of another copy too: a family from outside imports `muster/steps`, while
 * the command has this module in its bundle.
 */
export class StepError extends Error {
  readonly [brand] = true;
  override readonly name = 'StepError';
  readonly code: ErrorCode;
  readonly next: string;
  readonly parts: Parts | undefined;
  readonly retryable: boolean;
  readonly cutShort: boolean;

  constructor(code: ErrorCode, options: StepErrorOptions) {
    super(options.message, { cause: options.cause });
    this.code = code;
    this.next = options.next;
    this.parts = options.parts;
    this.retryable = options.retryable ?? errorCodes[code].retryable;
    this.cutShort = options.cutShort ?? false;
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && brand in value;
  }
}
