import { z } from 'zod';
import { jsonObject } from '../../contract/json.js';
import { selection } from '../../contract/orders.js';
import { sourcePosition } from './common.js';

/** What is drawn of a plan: its steps and groups, and what waits for what. */

export const stepOutline = z
  .object({
    id: z.string().describe('Full id: `lab/box`'),
    name: z.string().exactOptional(),
    type: z.string(),
    group: z.string().describe("Full id of the enclosing group; '' at the top"),
    needs: z.array(z.string()).describe('Full ids of steps or groups of the same group'),
    forEach: z.boolean().describe('A run has instances `id[key]` of it'),
    checked: z.boolean().describe('Its effect can be checked'),
    undoable: z.boolean(),
    repeatable: z.boolean(),
    conditional: z.boolean().describe('It has an `if`'),
    onFailure: z.enum(['hold', 'fail', 'continue']),
    maxAttempts: z.int(),
    passes: z.int().describe('Looks in a row that it must hold'),
    outputsRead: z.array(z.string()).describe('Names of its outputs that somebody reads'),
    source: sourcePosition,
  })
  .meta({ id: 'StepOutline' });
export type StepOutline = z.infer<typeof stepOutline>;

export const groupOutline = z
  .object({
    id: z.string(),
    name: z.string().exactOptional(),
    group: z.string(),
    needs: z.array(z.string()),
    conditional: z.boolean(),
  })
  .meta({ id: 'GroupOutline' });
export type GroupOutline = z.infer<typeof groupOutline>;

export const runPlan = z
  .object({
    name: z.string(),
    description: z.string().exactOptional(),
    file: z.string(),
    digest: z.string(),
    inputs: jsonObject,
    secrets: z.array(z.string()).describe('Names only'),
    steps: z.array(stepOutline),
    groups: z.array(groupOutline),
    onHold: z.array(stepOutline),
    finally: z.array(stepOutline),
    selection: selection.exactOptional(),
  })
  .meta({ id: 'RunPlan' });
export type RunPlan = z.infer<typeof runPlan>;
