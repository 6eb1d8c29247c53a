import { z } from 'zod';
import { pipelineNamePattern, secretNamePattern } from '../names.js';
import { environment, nameLike, onFailure, retry, runsOn, someTime, verify } from './common.js';
import { fieldName, inputDefinitions } from './input.js';
import { hookSchema, stepSchema } from './step.js';

/** A pipeline file. */
export const pipelineSchema = z.strictObject({
  name: nameLike(
    pipelineNamePattern,
    'must be made of letters, digits, ., _ and -, starting with a letter or digit',
  ).describe('Name of the pipeline, and by default of its runs'),
  description: z.string().optional().describe('What it does, for a person'),
  inputs: inputDefinitions.optional().describe('What a run may be given'),
  secrets: z
    .array(
      nameLike(
        secretNamePattern,
        'must be made of capital letters, digits and _, starting with a letter',
      ),
    )
    .optional()
    .describe('Names of the secrets it uses; a worker finds X in MUSTER_SECRET_X'),
  env: environment.optional().describe('Environment variables of all its steps'),
  timeout: someTime.optional().describe('Of the whole run. Default: none'),
  defaults: z
    .strictObject({
      retry: retry.optional().describe('attempts is for steps with a check only'),
      timeout: someTime.optional().describe('Of one attempt. Default: none'),
      verify: verify.optional().describe('How long and how often it has to be seen to hold'),
      'on-failure': onFailure
        .optional()
        .describe('hold the run (default), fail it, or continue with the step marked as failed'),
      'runs-on': runsOn
        .optional()
        .describe('Task queue of the worker. Default: the one of the host that starts the run'),
    })
    .optional()
    .describe('What its steps have unless they say otherwise'),
  steps: z.array(stepSchema).min(1).describe('The steps, in order'),
  'on-hold': z.array(hookSchema).optional().describe('Steps to run when a step is held'),
  finally: z.array(hookSchema).optional().describe('Steps to run, in order, when the run ends'),
  outputs: z.record(fieldName, z.unknown()).optional().describe('What the run results in'),
});

export type PipelineShape = z.output<typeof pipelineSchema>;
