import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toFailure } from '../../../activities/attempt/failure.js';
import { hidesNothing } from '../../../activities/attempt/masking/masker.js';
import { StepError } from '../../../activities/contract/step-error.js';
import type { FailureDetails } from '../../../contract/task.js';

const none = hidesNothing;
const text = fc.string({ unit: 'grapheme', maxLength: 800 });

it('fits into 1.5 KiB, whatever the step said', () => {
  fc.assert(
    fc.property(
      text,
      text,
      fc.array(text),
      fc.dictionary(text, text),
      (message, next, tail, parts) => {
        const error = new StepError('program.failed', { message, next, parts });
        const failure = toFailure(error, tail, none);
        const [details] = failure.details as [FailureDetails];
        expect(Buffer.byteLength(failure.message)).toBeLessThanOrEqual(560);
        const size = Buffer.byteLength(failure.message + JSON.stringify(details.tail));
        expect(size).toBeLessThanOrEqual(1536);
        expect(Buffer.byteLength(JSON.stringify(details.parts ?? {}))).toBeLessThanOrEqual(400);
      },
    ),
  );
});

it('keeps the last lines rather than the first', () => {
  const tail = Array.from({ length: 20 }, (_, index) => `line ${index} ${'x'.repeat(150)}`);
  const failure = toFailure(
    new StepError('program.failed', { message: 'exit 1', next: '' }),
    tail,
    none,
  );
  const [details] = failure.details as [FailureDetails];
  expect(details.tail.at(-1)).toBe(tail.at(-1));
  expect(details.tail.length).toBeGreaterThan(5);
});

it('carries whether it may be repeated', () => {
  const retryable = new StepError('input.invalid', { message: 'm', next: 'n', retryable: true });
  expect(toFailure(retryable, [], none)).toMatchObject({
    type: 'input.invalid',
    nonRetryable: false,
  });
});

it('makes an unforeseen error a failure without a stack', () => {
  const failure = toFailure(new TypeError('x is not a function'), [], none);
  expect(failure).toMatchObject({
    type: 'step.failed',
    message: 'TypeError: x is not a function',
    stack: '',
  });
});
