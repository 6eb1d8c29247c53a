import { z } from 'zod';
import { runStateName } from '../../contract/run.js';
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
  ...['resume.needless', 'namespace.unknown', 'queue.unserved', 'host.elsewhere', 'plan.differs'],
  ...['pipeline.unknown', 'pipeline.invalid', 'inputs.invalid', 'inputs.unused'],
  ...['step.unknown', 'selection.empty', 'log.unknown'],
  ...['schedule.unknown', 'schedule.invalid', 'hook.unknown', 'hook.refused', 'hook.replayed'],
  ...['request.invalid', 'method.refused'],
  ...['session.none', 'session.code', 'session.limited', 'role.reader', 'token.needed'],
  ...['host.unknown', 'origin.foreign', 'not.found', 'page.missing', 'engine.in-use'],
  ...['engine.leaving', 'request.refused', 'internal'],
] as const;
export type ProblemCode = (typeof problemCodes)[number];

export const problemBody = z
  .object({
    type: z.literal('about:blank'),
    status: z.int(),
    title: z.string().describe('A few words, the same for every error of this code'),
    code: z.string().describe('What kind of error it is'),
    detail: z.string().exactOptional().describe('What happened here'),
    next: z.string().exactOptional().describe('What to do next'),
    run: z
      .object({ name: z.string(), runId: z.string(), state: runStateName })
      .exactOptional()
      .describe('run.busy: the run that is open'),
    problems: z.array(inputProblem).exactOptional().describe('inputs.invalid: by field'),
    diagnostics: z.array(diagnostic).exactOptional().describe('pipeline.invalid: with places'),
    issues: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .exactOptional()
      .describe('request.invalid: what is wrong with the request'),
  })
  .meta({ id: 'Problem' });
export type ProblemBody = z.infer<typeof problemBody>;

/** An error of the API as RFC 9457 has it: `application/problem+json`. */
export interface Problem
  extends Pick<ProblemBody, 'detail' | 'next' | 'run' | 'problems' | 'diagnostics' | 'issues'> {
  code: ProblemCode;
  /** Seconds after which it may be tried again. */
  retryAfter?: number;
}
