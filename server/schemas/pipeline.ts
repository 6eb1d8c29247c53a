import { z } from 'zod';
import { json, jsonObject } from '../../contract/json.js';
import { runSummary } from '../../contract/run.js';
import { hookMap } from '../hooks/map.js';
import { diagnostic, inputProblem } from './common.js';
import { groupOutline, stepOutline } from './plan.js';

/** JSON Schema of a pipeline's inputs, draft 2020-12. */
export interface InputsSchema {
  $schema?: string;
  type: 'object';
  properties: { [name: string]: InputSchema };
  required: string[];
  additionalProperties: false;
}

/** JSON Schema of one input. */
export interface InputSchema {
  type?: 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object';
  description?: string;
  default?: unknown;
  enum?: unknown[];
  const?: unknown;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  format?: string;
  items?: InputSchema;
  minItems?: number;
  maxItems?: number;
}

const inputsSchema = z.record(z.string(), json).meta({
  id: 'InputsSchema',
  description: "JSON Schema of the pipeline's inputs, draft 2020-12",
}) as z.ZodType as z.ZodType<InputsSchema>;

export const pipelineSummary = z
  .object({
    id: z.string(),
    file: z.string(),
    name: z.string(),
    description: z.string().exactOptional(),
    valid: z.boolean(),
    errors: z.int(),
    warnings: z.int(),
    lastRun: runSummary.exactOptional(),
    nextSchedule: z.object({ id: z.string(), at: z.string() }).exactOptional(),
  })
  .meta({ id: 'PipelineSummary' });
export type PipelineSummary = z.infer<typeof pipelineSummary>;

export const pipelineList = z
  .object({ folders: z.array(z.string()), pipelines: z.array(pipelineSummary) })
  .meta({ id: 'PipelineList' });
export type PipelineList = z.infer<typeof pipelineList>;

export const pipelineDetail = pipelineSummary
  .extend({
    text: z.string(),
    sources: z.record(z.string(), z.string()).describe('Other files of it, by absolute path'),
    diagnostics: z.array(diagnostic),
    inputs: inputsSchema,
    secrets: z.array(z.object({ name: z.string() })).describe('Declared ones, by name'),
    steps: z.array(stepOutline).describe('Empty where the file is broken'),
    groups: z.array(groupOutline),
  })
  .meta({ id: 'PipelineDetail' });
export type PipelineDetail = z.infer<typeof pipelineDetail>;

export const validateBody = z.object({ inputs: z.record(z.string(), json) }).strict();
export const validated = z
  .object({ valid: z.boolean(), problems: z.array(inputProblem), values: jsonObject })
  .meta({ id: 'Validated' });
export type Validated = z.infer<typeof validated>;

export const makeHook = z
  .object({ map: hookMap.nullable().exactOptional().describe('Default: as it is; null: none') })
  .strict();

export const hook = z
  .object({
    url: z.string(),
    secretFile: z.string().describe('0600, in the state directory'),
    exists: z.boolean(),
    map: hookMap.exactOptional(),
  })
  .meta({ id: 'Hook' });
export type Hook = z.infer<typeof hook>;
