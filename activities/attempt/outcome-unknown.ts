import { lookForYourself } from '../../contract/unknown-outcome.js';
import { StepError } from '../contract/step-error.js';

/** Codes of what is found out once the program has ended with 0. */
const afterwards: ReadonlySet<string> = new Set([
  'outputs.invalid',
  'outputs.too-large',
  'secret.in-output',
]);

/**
 * Why an attempt failed. Not "failed" of a step that cannot be checked and may not be done twice
 * (`isUnsafe`), where nobody saw its program end by itself, or where it ended well and what it put out
 * cannot be used.
 */
export function whatIsKnown(error: unknown, step: string, isUnsafe: boolean): unknown {
  if (!isUnsafe || !(error instanceof StepError)) return error;
  const isDone = afterwards.has(error.code);
  if (!isDone && !error.cutShort) return error;
  const what = error.message.replace(/\.$/, '');
  return new StepError('outcome.unknown', {
    message: `${what}; ${isDone ? 'it ended with 0, so it was done' : 'nobody knows how far it got'}.`,
    next: isDone
      ? `Skip ${step} with its outputs; to do it again, correct them, then resume it by name.`
      : lookForYourself(step),
    ...(error.parts ? { parts: error.parts } : {}),
    cause: error,
  });
}

/** A step that cannot be checked was cut short by its worker's end, not by a person. */
export function outcomeUnknown(step: string): StepError {
  return new StepError('outcome.unknown', {
    message: `The worker was lost while ${step} ran; nobody knows how far it got.`,
    next: lookForYourself(step),
  });
}
