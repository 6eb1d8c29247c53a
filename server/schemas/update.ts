import { z } from 'zod';
import { json } from '../../contract/json.js';
import { instanceId } from './common.js';

const step = instanceId;
const reason = z.string().max(1000);

const goingOn = {
  steps: z.array(step).max(1000).exactOptional(),
  reread: z.boolean().exactOptional().describe("Go on with the pipeline's file as it is now"),
};
export const resumeBody = z
  .object({
    ...goingOn,
    preview: z
      .string()
      .max(64)
      .exactOptional()
      .describe('Fingerprint of a preview: refused where something else would be done by now'),
  })
  .strict();
export const previewBody = z.strictObject({
  ...goingOn,
  look: z.boolean().exactOptional().describe('Look at the world too; default: true'),
});
export const skipBody = z
  .object({
    step,
    reason: reason.min(1),
    done: z
      .boolean()
      .exactOptional()
      .describe(
        'It was done by hand, and counts as done, in runs that go on from this one too; default: false',
      ),
    outputs: z.record(z.string(), json).exactOptional(),
  })
  .strict();
export const abortBody = z
  .object({
    undo: z.boolean(),
    reason: reason.exactOptional(),
    force: z
      .boolean()
      .exactOptional()
      .describe('End a run that cannot go on and takes no orders (run.stuck), as it is'),
  })
  .strict();
export const decisionBody = z
  .object({ step: step.exactOptional(), reason: reason.exactOptional() })
  .strict();
export const nothing = z.object({}).strict();

export const resumed = z
  .object({ name: z.string(), runId: z.string(), how: z.enum(['in-place', 'new-run']) })
  .meta({ id: 'Resumed' });
export type Resumed = z.infer<typeof resumed>;
