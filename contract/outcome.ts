import { z } from 'zod';

const code = z.string().describe("A step error's code");

/** How a visit of a step ended. `outcome-of.ts` reads it off a step, and says what follows from it. */
export const outcome = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('holds') }).describe('It held before anything was done'),
    z.object({ kind: z.literal('changed') }).describe('It was applied'),
    z.object({ kind: z.literal('reused') }).describe('Done before, and left in place'),
    z
      .object({ kind: z.literal('absent') })
      .describe('Seen not to be there; of an undo: there was nothing to undo'),
    z.object({ kind: z.literal('undone') }).describe('It was taken down'),
    z
      .object({
        kind: z.literal('not-begun'),
        why: z
          .enum(['refused', 'could-not-look', 'no-check', 'known-after-apply', 'not-reached'])
          .describe(
            'A value, a program or an answer was missing; its check failed; it has none, and was only looked at; it reads what nobody knows yet; its run ended before',
          ),
        code: code.exactOptional(),
      })
      .describe('Nothing of it was begun'),
    z.object({ kind: z.literal('failed'), code }).describe('It was seen to end, and not well'),
    z
      .object({ kind: z.literal('unknown'), code: code.exactOptional() })
      .describe('It was not seen to end by itself; without a code: an abort cut it short'),
    z
      .object({ kind: z.literal('done-otherwise'), code })
      .describe('Done before, otherwise than it would be done now'),
    z.object({ kind: z.literal('done-by-hand') }).describe('Somebody said that it was done'),
    z.object({ kind: z.literal('left-out') }).describe('It was skipped'),
  ])
  .meta({ id: 'Outcome' });
export type Outcome = z.infer<typeof outcome>;
