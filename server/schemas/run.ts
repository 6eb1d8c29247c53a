import { z } from 'zod';
import { json } from '../../contract/json.js';
import { selection } from '../../contract/orders.js';
import { runMode, runSummary, runView } from '../../contract/run.js';
import { runPlan } from './plan.js';

export const runDetail = z
  .object({
    run: runView,
    plan: runPlan,
    pipelineId: z.string().exactOptional().describe('Where its file is one of the pipelines known'),
  })
  .meta({ id: 'RunDetail' });
export type RunDetail = z.infer<typeof runDetail>;

export const runList = z.object({ runs: z.array(runSummary) }).meta({ id: 'RunList' });
export type RunList = z.infer<typeof runList>;

/** What a name of a run has to be, in words. */
const nameWords =
  'a name has letters, digits, dots, hyphens and underscores, 63 at most, and begins with a letter or a digit';

/** A name that somebody gives to a run. */
export const givenName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, nameWords);

/** Names of runs come from people; `look/NAME/8hex` is a look's. */
export const runName = z
  .string()
  .regex(/^([A-Za-z0-9][A-Za-z0-9._-]{0,62}|look\/[A-Za-z0-9._-]{1,63}\/[0-9a-f]{8})$/, nameWords);

export const startRun = z
  .object({
    mode: runMode,
    name: givenName.exactOptional().describe("Name of the run; default: the pipeline's"),
    inputs: z.record(z.string(), json).exactOptional(),
    selection: selection.exactOptional(),
    onFailure: z.literal('fail').exactOptional(),
    planned: z
      .string()
      .max(64)
      .exactOptional()
      .describe('Of an up: fingerprint of a look; refused where something else would be started'),
  })
  .strict();

export const startedRun = z
  .object({
    name: z.string(),
    runId: z.string(),
    fingerprint: z.string().exactOptional().describe('Of a look: for `planned` of a start'),
  })
  .meta({ id: 'StartedRun' });
export type StartedRun = z.infer<typeof startedRun>;
