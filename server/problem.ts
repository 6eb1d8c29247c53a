import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { refusalOf } from '../client/refusal.js';
import { ScheduleError } from '../client/schedule-error.js';
import { problemOfRefusal } from './refusals.js';
import type { Problem, ProblemBody, ProblemCode } from './schemas/problem.js';

/** Status and a few words for every code. */
export const kinds: { [Code in ProblemCode]: [ContentfulStatusCode, string] } = {
  'run.unknown': [404, 'no such run'],
  'run.busy': [409, 'a run of that name is open'],
  'run.refused': [409, 'refused by the run'],
  'run.too-large': [413, 'too large for a run'],
  'run.unsupported': [409, 'a run of another engine version'],
  'engine.unreachable': [503, 'the engine does not answer'],
  'run.stuck': [409, 'the run cannot go on'],
  'resume.needless': [409, 'nothing to go on with'],
  'namespace.unknown': [503, 'no such namespace'],
  'queue.unserved': [503, 'no worker'],
  'host.elsewhere': [409, 'it is up on another computer'],
  'plan.differs': [409, 'it is not what was planned'],
  'pipeline.unknown': [404, 'no such pipeline'],
  'pipeline.invalid': [422, 'the pipeline is not valid'],
  'inputs.invalid': [422, 'the inputs do not fit'],
  'inputs.unused': [422, 'inputs that are not used'],
  'step.unknown': [422, 'no such step'],
  'selection.empty': [422, 'no step is chosen'],
  'log.unknown': [404, 'no such log'],
  'schedule.unknown': [404, 'no such schedule'],
  'schedule.invalid': [422, 'the schedule is not valid'],
  'hook.unknown': [404, 'no such hook'],
  'hook.refused': [401, 'the hook did not say its secret'],
  'hook.replayed': [409, 'the signed body was taken before'],
  'request.invalid': [400, 'bad request'],
  'request.refused': [400, 'request refused'],
  'session.none': [401, 'unauthorized'],
  'session.code': [401, 'the code is not good'],
  'session.limited': [429, 'too many attempts'],
  'role.reader': [403, 'read-only'],
  'token.needed': [403, 'forbidden'],
  'host.unknown': [421, 'misdirected request'],
  'origin.foreign': [403, 'forbidden'],
  'not.found': [404, 'not found'],
  'method.refused': [405, 'method not allowed'],
  'page.missing': [404, 'the page is not built'],
  'engine.in-use': [409, 'the engine is in use'],
  'engine.leaving': [503, 'the engine is leaving'],
  internal: [500, 'internal error'],
};

/** What a handler throws to answer with a problem. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.code);
    this.problem = problem;
  }
}

export function problemBody({ code, retryAfter: _header, ...rest }: Problem): ProblemBody {
  const [status, title] = kinds[code];
  return { type: 'about:blank', status, title, code, ...rest };
}

/** Answer with a problem. */
export function problem(c: Context, what: Problem): Response {
  const body = problemBody(what);
  const status = body.status as ContentfulStatusCode;
  if (what.retryAfter !== undefined) c.header('retry-after', String(what.retryAfter));
  return c.json(body, status, { 'content-type': 'application/problem+json' });
}

/** What was thrown, as a problem; undefined for what nobody foresaw. */
export function knownProblem(error: unknown): Problem | undefined {
  if (error instanceof ProblemError) return error.problem;
  const refusal = refusalOf(error);
  if (refusal !== undefined) return problemOfRefusal(refusal, (error as Error).message);
  if (error instanceof ScheduleError) {
    return { code: error.code, detail: error.message, next: error.next };
  }
  return undefined;
}

/** What a handler threw; the message of an unexpected error is for the log, not for the client. */
export function problemOfError(error: Error, c: Context): Response {
  const known = knownProblem(error);
  if (known) return problem(c, known);
  if (error instanceof HTTPException) {
    const body = problemBody({ code: 'request.refused', detail: error.message });
    const status = error.status as ContentfulStatusCode;
    return c.json({ ...body, status, title: error.message }, status, {
      'content-type': 'application/problem+json',
    });
  }
  console.error(error);
  return problem(c, unforeseen);
}

export const unforeseen: Problem = { code: 'internal', detail: 'See logs/daemon.log.' };
