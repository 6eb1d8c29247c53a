import { z } from 'zod';

export const logList = z
  .object({
    attempts: z.array(
      z.object({
        id: z.string().describe('Sorts by time'),
        step: z.string(),
        attempt: z.int(),
        startedAt: z.string(),
        size: z.int().describe('Bytes so far'),
      }),
    ),
  })
  .meta({ id: 'LogList' });
export type LogList = z.infer<typeof logList>;

export const logPage = z
  .object({
    lines: z.array(z.string()),
    offset: z.int().describe('Where to go on'),
    size: z.int(),
  })
  .meta({ id: 'LogPage' });
export type LogPage = z.infer<typeof logPage>;

/** Data of the event `lines`. */
export const logLines = z
  .object({
    attempt: z.string().describe('Id of the attempt'),
    step: z.string(),
    number: z.int().describe('Of the attempt, from 1'),
    lines: z.array(z.string()),
    from: z.int(),
    offset: z.int(),
  })
  .meta({ id: 'LogLines' });
export type LogLines = z.infer<typeof logLines>;
