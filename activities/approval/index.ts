import { z } from 'zod';
import { defineStep } from '../contract/define-step.js';

/** Fields of `approval`. */
const approvalWith = z.strictObject({
  message: z.string().min(1).optional().describe('What a person is asked'),
});

/** Outputs of `approval`. */
const approvalOutputs = z.object({
  by: z.string().describe('Who approved'),
  at: z.string().describe('When, ISO time'),
  reason: z.string().describe("Why, in the person's words; may be empty"),
});

/** A wait of the workflow itself: no worker executes it, so it has no code here. */
const approval = defineStep({
  type: 'approval',
  summary: 'Wait until a person approves or rejects',
  with: approvalWith,
  outputs: approvalOutputs,
  checked: () => false,
});

export const approvalSteps = [approval];
