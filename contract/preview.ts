import { z } from 'zod';
import { changedFields } from './comparison.js';
import type { Revision } from './orders.js';
import type { JsonObject } from './plan.js';
import { type Blocked, blocked, parts } from './task.js';

/** What a resume will do, step by step, told before anything is done. */

/** What is asked about: the resume that would be made. */
export interface PreviewRequest {
  /** Addresses of steps named for it; default: all held ones. */
  steps?: string[];
  /** A corrected pipeline, with the inputs it would have; default: the run's own. */
  revised?: Revision;
  /** Look at the world too, where a step can be checked. Default: true. */
  look?: boolean;
  /** What was seen of the steps just now. */
  seen?: SeenSteps;
}

/** By address, of steps that were looked at: what follows from it is foretold. */
export interface SeenSteps {
  [id: string]: { holds: boolean; outputs?: JsonObject; blocked?: Blocked };
}

/**
 * - `kept`: done, and not visited again;
 * - `checked`: checked, and applied where it does not hold;
 * - `left-in-place`: done, cannot be checked, and not done again;
 * - `done-again`: cannot be checked, and is run again;
 * - `to-do`: has not been done yet;
 * - `known-after-apply`: done, and cannot be checked: whether it stays follows from what another step gives;
 * - `asked`: an approval that somebody is asked for;
 * - `waits`: for a step that stays held;
 * - `skipped`: stays skipped;
 * - `held`: stays held, because it is not named;
 * - `taken-down`: the run takes down: its undo runs, where it is there;
 * - `removed`: the corrected pipeline has it no more; what it made stays.
 */
export const previewAction = z.enum([
  'kept',
  'checked',
  'left-in-place',
  'done-again',
  'to-do',
  'known-after-apply',
  'asked',
  'skipped',
  'waits',
  'held',
  'taken-down',
  'removed',
]);
export type PreviewAction = z.infer<typeof previewAction>;

/**
 * How safe it is to visit a step: `checked` (it is checked first), `repeatable` (its author says
 * it may run twice, or it failed cleanly), `unsafe` (nobody knows, or it was done: must be named).
 */
export const previewSafety = z.enum(['checked', 'repeatable', 'unsafe']);
export type PreviewSafety = z.infer<typeof previewSafety>;

export const previewStep = z.object({
  id: z.string().describe('Address: `lab/box`, `answers[core-01]`'),
  type: z.string(),
  action: previewAction,
  safety: previewSafety,
  mustName: z.boolean().exactOptional().describe('It is refused unless this step is named'),
  definition: z
    .enum(['changed', 'added', 'removed'])
    .exactOptional()
    .describe('How the corrected pipeline differs here'),
  fields: changedFields.exactOptional(),
  why: z.string().describe('In a few words'),
  seen: z
    .object({
      holds: z.boolean().exactOptional().describe('Absent: it could not be checked'),
      why: z.string().exactOptional(),
      parts: parts.exactOptional(),
      blocked: blocked
        .exactOptional()
        .describe('It cannot be applied: it would be held again with this'),
    })
    .exactOptional()
    .describe('What was seen just now; absent: not checked'),
});
export type PreviewStep = z.infer<typeof previewStep>;

export const resumePreview = z
  .object({
    name: z.string(),
    runId: z.string().describe('The run that would go on, or be gone on from'),
    how: z
      .enum(['in-place', 'new-run'])
      .describe('In place, or as a new run because this one has ended'),
    fingerprint: z
      .string()
      .describe(
        'Of what was asked and what would come of it: given with the resume, that is refused where it would do something else by then',
      ),
    refused: z
      .string()
      .exactOptional()
      .describe('Why the resume would be refused, and what to do instead'),
    steps: z.array(previewStep).describe('In the order of the pipeline'),
  })
  .meta({ id: 'ResumePreview' });
export type ResumePreview = z.infer<typeof resumePreview>;
