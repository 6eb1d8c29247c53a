import { z } from 'zod';
import type { RunComparison } from '../../client/comparison.js';
import type { ResumePreview } from '../../client/resume-preview.js';
import { json } from './common.js';
import { parts } from './run.js';

const step = z.string().min(1).max(300);
const reason = z.string().max(1000);

export const resumeBody = z
  .object({
    steps: z.array(step).max(1000).exactOptional(),
    reread: z.boolean().exactOptional().describe("Go on with the pipeline's file as it is now"),
  })
  .strict();
export const previewBody = resumeBody.extend({
  look: z.boolean().exactOptional().describe('Look at the world too; default: true'),
});
export const skipBody = z
  .object({
    step,
    reason: reason.min(1),
    outputs: z.record(z.string(), json).exactOptional(),
  })
  .strict();
export const abortBody = z.object({ undo: z.boolean(), reason: reason.exactOptional() }).strict();
export const decisionBody = z
  .object({ step: step.exactOptional(), reason: reason.exactOptional() })
  .strict();
export const nothing = z.object({}).strict();

export const resumed = z
  .object({ name: z.string(), runId: z.string(), how: z.enum(['in-place', 'new-run']) })
  .meta({ id: 'Resumed' });
export type Resumed = z.infer<typeof resumed>;

const change = <T extends z.ZodType>(value: T) =>
  z.object({ was: value.exactOptional(), is: value.exactOptional() });
/** What is written otherwise in a step, by field; `was` or `is` is absent where there is none. */
const changedFields = z.record(z.string(), change(z.string()));

export const resumePreview: z.ZodType<ResumePreview> = z
  .object({
    name: z.string(),
    runId: z.string(),
    how: z.enum(['in-place', 'new-run']),
    refused: z.string().exactOptional(),
    steps: z.array(
      z.object({
        id: z.string(),
        type: z.string(),
        action: z.enum([
          'kept',
          'looked-at',
          'left-in-place',
          'done-again',
          'to-do',
          'asked',
          'skipped',
          'held',
          'removed',
        ]),
        safety: z.enum(['checked', 'repeatable', 'unsafe']),
        mustName: z.boolean().exactOptional(),
        definition: z.enum(['changed', 'added', 'removed']).exactOptional(),
        fields: changedFields.exactOptional(),
        why: z.string(),
        seen: z
          .object({
            holds: z.boolean().exactOptional(),
            why: z.string().exactOptional(),
            parts: parts.exactOptional(),
            blocked: z
              .object({ code: z.string(), message: z.string(), next: z.string() })
              .exactOptional(),
          })
          .exactOptional(),
      }),
    ),
  })
  .meta({ id: 'ResumePreview' });

const which = z.object({ runId: z.string(), startedAt: z.string() });

export const runComparison: z.ZodType<RunComparison> = z
  .object({
    name: z.string(),
    run: which,
    against: which,
    inputs: z.record(z.string(), change(json)),
    pipeline: z.enum(['same', 'changed']),
    steps: z.array(
      z.object({
        id: z.string(),
        definition: z.enum(['same', 'changed', 'added', 'removed']),
        fields: changedFields.exactOptional(),
        outcome: change(z.string()).exactOptional(),
        outputs: z.record(z.string(), change(json)).exactOptional(),
        duration: z.object({ was: z.number(), is: z.number() }).exactOptional(),
      }),
    ),
  })
  .meta({ id: 'RunComparison' });
