import { z } from 'zod';
import { durationPattern, parseDuration } from '../durations.js';
import { longestName, stepIdPattern, variableNamePattern } from '../names.js';

/** A time such as `5s`, `1m30s`, `500ms`, `2h`, `7d`. */
const duration = z
  .string({ error: 'must be a time with its unit, such as 5s, 1m30s or 500ms' })
  .regex(durationPattern, {
    error: 'is no time: write numbers with units, such as 5s, 1m30s, 500ms, 20m or 7d',
  });

/** A time that is longer than nothing, where nothing would mean never or without a pause. */
export const someTime = duration.refine(
  (text) => !durationPattern.test(text) || parseDuration(text) > 0,
  {
    error: 'must be longer than 0: leave it out for its default',
  },
);

/** A name by its pattern. That it is too long is said by itself: its letters are as they should be. */
export function nameLike(pattern: RegExp, error: string) {
  const ofAnyLength = new RegExp(pattern.source.replace(`{0,${longestName - 1}}`, '*'));
  return z.string().max(longestName).regex(ofAnyLength, { error });
}

export const stepId = nameLike(
  stepIdPattern,
  'must be made of small letters, digits and -, starting with a letter',
);

/** A person's words. */
export const label = z.string().min(1).max(200);

/** Variables of a step's programs. Text comes first: numbers and booleans become it, as written. */
export const environment = z.record(
  z.string().regex(variableNamePattern, {
    error: 'is no name of a variable: write letters, digits and _, not starting with a digit',
  }),
  z.union([z.string(), z.number(), z.boolean()]),
);

const retryFields = z.strictObject({
  attempts: z
    .int()
    .min(1)
    .max(1000)
    .optional()
    .describe('Attempts in all, the first included. Default: 3'),
  interval: someTime.optional().describe('Pause before the second attempt. Default: 1s'),
  backoff: z
    .number()
    .min(1)
    .max(100)
    .optional()
    .describe('What each further pause is multiplied by. Default: 2'),
  'max-interval': someTime.optional().describe('Longest pause. Default: 1m'),
});

export const retry = retryFields.refine(
  ({ interval, 'max-interval': longest }) =>
    interval === undefined ||
    longest === undefined ||
    !durationPattern.test(`${interval}`) ||
    !durationPattern.test(`${longest}`) ||
    parseDuration(longest) >= parseDuration(interval),
  { path: ['max-interval'], error: 'must not be shorter than interval' },
);

export const verify = z.strictObject({
  within: duration.optional().describe('Time to be seen to hold. Default: what the step type says'),
  every: someTime.optional().describe('Pause between two looks. Default: what the step type says'),
  passes: z
    .int()
    .min(1)
    .max(1000)
    .optional()
    .describe('Looks in a row that have to hold. Default: what the step type says'),
});

export const onFailure = z.enum(['hold', 'fail', 'continue']);

/** The name of a task queue, or an expression that gives one. */
export const runsOn = z.string().min(1).max(500);
