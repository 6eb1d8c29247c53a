import { ClientError } from './refusal.js';

/** Statuses of gRPC with which a call ends when the server is gone: DEADLINE_EXCEEDED, UNAVAILABLE. */
const gone: ReadonlySet<unknown> = new Set([4, 14]);

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

/** The SDK wraps gRPC's error in one of its own for each call. */
export function isGone(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && gone.has(error.code)) || isGone(error.cause);
}
