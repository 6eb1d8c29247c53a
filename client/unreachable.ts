import { ClientError } from './refusal.js';

/** gRPC's statuses DEADLINE_EXCEEDED and UNAVAILABLE: so ends a call when the server is gone. */
const deadlineExceeded = 4;
const gone: ReadonlySet<unknown> = new Set([deadlineExceeded, 14]);

/** What asks Temporal; a server that does not answer is a ClientError `engine.unreachable`. */
export async function reach<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    throw isGone(error) ? unreachable(error) : error;
  }
}

/** The engine was there, and is so no more. */
export function unreachable(cause?: unknown): ClientError {
  const why = 'The engine does not answer any more.';
  return new ClientError({ code: 'engine.unreachable', why }, cause);
}

/**
 * What asks a worker through Temporal, which gives it ten seconds for its answer: one that is there, on a
 * busy computer, is asked on.
 * @param times how often at most
 */
export async function askOn<Answer>(times: number, ask: () => Promise<Answer>): Promise<Answer> {
  for (let left = times; ; left--) {
    try {
      return await ask();
    } catch (error) {
      if (left <= 1 || !endedWith(error, new Set([deadlineExceeded]))) throw error;
    }
  }
}

export function isGone(error: unknown): boolean {
  return endedWith(error, gone);
}

/** The SDK wraps gRPC's error in one of its own for each call. */
function endedWith(error: unknown, statuses: ReadonlySet<unknown>): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && statuses.has(error.code)) || endedWith(error.cause, statuses);
}
