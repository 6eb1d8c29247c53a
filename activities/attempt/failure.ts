import { ApplicationFailure } from '@temporalio/common';
import type { FailureDetails, Parts, Where } from '../../contract/task.js';
import { StepError } from '../contract/step-error.js';
import type { Masker } from './masking/masker.js';

/**
 * Bytes of message, next, tail, parts and where together. The server cuts the failure of an attempt that
 * it will repeat at 4 KiB, envelope and encoding included.
 */
const budget = 1536;
const messageBytes = 560;
const nextBytes = 300;
const partsBytes = 300;
const tailLineBytes = 200;

/**
 * An error as Temporal keeps it, for ever and readable: masked, small, without a stack, its type
 * the step error's code.
 */
export function toFailure(
  error: unknown,
  tail: string[],
  mask: Masker,
  where?: Where,
): ApplicationFailure {
  const known = error instanceof StepError ? error : unforeseen(error);
  const message = cut(mask.text(known.message), messageBytes);
  const next = cut(mask.text(known.next), nextBytes);
  const parts = known.parts && fewParts(mask.json(known.parts));
  const fixed = { ...(parts ? { parts } : {}), ...(where ? { where } : {}) };
  const used = size(message) + size(next) + size(JSON.stringify(fixed));
  const details: FailureDetails = {
    next,
    tail: lastLines(tail, budget - used),
    ...fixed,
  };
  const failure = ApplicationFailure.create({
    type: known.code,
    message,
    nonRetryable: !known.retryable,
    details: [details],
  });
  // It would repeat the message, and tells the person nothing.
  failure.stack = '';
  return failure;
}

function unforeseen(error: unknown): StepError {
  return new StepError('step.failed', {
    message: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    next: 'Look at the log of the step, then resume, skip or abort.',
    cause: error,
  });
}

function size(text: string): number {
  return Buffer.byteLength(text);
}

/** The beginning of a text, in so many bytes. */
function cut(text: string, bytes: number): string {
  if (size(text) <= bytes) return text;
  const kept = Buffer.from(text)
    .subarray(0, bytes - size('…'))
    .toString();
  return `${kept.replace(/\uFFFD+$/, '')}…`;
}

function lastLines(lines: string[], bytes: number): string[] {
  const kept: string[] = [];
  let left = bytes;
  for (const line of lines.toReversed()) {
    const short = cut(line, tailLineBytes);
    // Quotes, escapes and the comma of JSON.
    left -= size(JSON.stringify(short)) + 1;
    if (left < 0) break;
    kept.unshift(short);
  }
  return kept;
}

function fewParts(parts: Parts): Parts {
  const kept: Parts = {};
  for (const [name, state] of Object.entries(parts)) {
    const next = { ...kept, [cut(name, 80)]: cut(state, 100) };
    if (size(JSON.stringify(next)) > partsBytes) return { ...kept, '…': 'and more' };
    Object.assign(kept, next);
  }
  return kept;
}
