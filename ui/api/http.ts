import type { Diagnostic, InputProblem, RunStateName } from './types';

/** What the API answers where it cannot do what it is asked (RFC 9457). */
export interface Problem {
  status: number;
  title: string;
  code: string;
  detail?: string;
  next?: string;
  /** run.busy: the run that is open. */
  run?: { name: string; runId: string; state: RunStateName };
  problems?: InputProblem[];
  diagnostics?: Diagnostic[];
  issues?: { path: string; message: string }[];
}

/** A request that did not succeed: what happened, and what to do next. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }
}

export function isCode(error: unknown, code: string): boolean {
  return error instanceof ApiError && error.problem.code === code;
}

export function get<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  return request<Answer>('GET', path, undefined, signal);
}

export function post<Answer = void>(
  path: string,
  body: object = {},
  signal?: AbortSignal,
): Promise<Answer> {
  return request<Answer>('POST', path, body, signal);
}

export function remove(path: string): Promise<void> {
  return request<void>('DELETE', path);
}

async function request<Answer>(
  method: string,
  path: string,
  body?: object,
  signal?: AbortSignal,
): Promise<Answer> {
  const response = await fetch(path, {
    method,
    ...(signal ? { signal } : {}),
    ...(body
      ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
      : {}),
  }).catch((error: Error) => {
    if (error.name === 'AbortError') throw error;
    throw new ApiError({
      status: 0,
      code: 'server.unreachable',
      title: 'Muster does not answer',
      detail: 'The server of this page cannot be reached.',
      next: 'See that "muster serve" runs. The page goes on by itself once it does.',
    });
  });
  if (response.status === 204) return undefined as Answer;
  const answer = await response.json().catch(() => undefined);
  if (response.ok) return answer as Answer;
  throw new ApiError(answer ?? unreadable(response));
}

function unreadable({ status, statusText }: Response): Problem {
  return { status, code: 'internal', title: statusText || `answer ${status}` };
}

/** A path from parts; each part may hold anything. */
export function path(...parts: string[]): string {
  return `/api/${parts.map(encodeURIComponent).join('/')}`;
}

/** A query string of what is given. */
export function query(values: { [name: string]: string | undefined }): string {
  const entries = Object.entries(values).filter((entry): entry is [string, string] => !!entry[1]);
  return entries.length === 0 ? '' : `?${new URLSearchParams(entries)}`;
}
