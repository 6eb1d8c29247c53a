import { z } from 'zod';
import { someTime } from '../../language/schema/common.js';
import { urlOf } from './address.js';

/** Fields of `http.answers`. */
export const answersWith = z.strictObject({
  urls: z
    .array(z.string().refine(urlOf, { error: 'is no http or https URL, and no host' }))
    .min(1)
    .describe('Addresses that have to answer, all of them: URLs, or hosts as typed in a browser'),
  status: z
    .int()
    .min(100)
    .max(599)
    .default(200)
    .describe('Status of the answer. A redirect is an answer (3xx) and is not followed'),
  contains: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Text that stands in the first MiB of the answer, unpacked (gzip) and in its character set',
    ),
  timeout: someTime.default('5s').describe('For one answer, its text included'),
});

export type AnswersInput = z.output<typeof answersWith>;

/** Outputs of `http.answers`. */
export const answersOutputs = z.object({
  answers: z
    .array(
      z.object({
        url: z.string().describe('The address that was asked, as a URL'),
        status: z.int().describe('Status of its answer'),
      }),
    )
    .describe('In the order of urls'),
});
