import { z } from 'zod';
import { diagnostic, inputProblem } from './common.js';

/** Every way in which the API says no. */
export const problemCodes = [
  ...[
    'run.unknown',
    'run.busy',
    'run.refused',
    'run.too-large',
    'run.unsupported',
    'engine.unreachable',
    'run.stuck',
  ],
  ...['pipeline.unknown', 'pipeline.invalid', 'inputs.invalid', 'step.unknown', 'log.unknown'],
  ...['schedule.unknown', 'schedule.invalid', 'hook.unknown', 'hook.refused', 'request.invalid'],
  ...['session.none', 'session.code', 'session.limited', 'role.reader', 'token.needed'],
  ...['host.unknown', 'origin.foreign', 'not.found', 'page.missing', 'engine.in-use'],
  ...['engine.leaving', 'request.refused', 'internal'],
] as const;

export const problemBody = z
  .object({
    type: z.literal('about:blank'),
    status: z.int(),
    title: z.string().describe('A few words, the same for every error of this code'),
    code: z.string().describe('What kind of error it is'),
    detail: z.string().exactOptional().describe('What happened here'),
    next: z.string().exactOptional().describe('What to do next'),
    problems: z.array(inputProblem).exactOptional().describe('inputs.invalid: by field'),
    diagnostics: z.array(diagnostic).exactOptional().describe('pipeline.invalid: with places'),
    issues: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .exactOptional()
      .describe('request.invalid: what is wrong with the request'),
  })
  .meta({ id: 'Problem' });
export type ProblemBody = z.infer<typeof problemBody>;
