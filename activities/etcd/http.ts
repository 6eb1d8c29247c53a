import { StepError } from '../contract/step-error.js';
import { boundedText, jsonOf } from '../tools/http/bounded-text.js';
import { connectionFailure } from '../tools/http/connection-failure.js';

/** An answer over HTTP, whatever its status. */
export interface Answer {
  status: number;
  text: string;
  /** Undefined if the text is no JSON. */
  json: unknown;
}

/** A server that is alive answers at once; one that lost its quorum may take seconds to say so. */
export const patience = 10_000;

/** Ask one endpoint. Throws what fetch throws (see {@link reasonOf}) and the signal's reason. */
export async function ask(
  endpoint: string,
  path: string,
  signal: AbortSignal,
  init: { method?: string; body?: URLSearchParams } = {},
): Promise<Answer> {
  const response = await fetch(new URL(path, endpoint), {
    ...init,
    signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]),
  }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw error;
  });
  const text = await boundedText(response);
  return { status: response.status, text, json: jsonOf(text) };
}

/** Why there was no answer, in a few words: `connection refused`. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${patience / 1000} s`;
  const cause = error.cause instanceof AggregateError ? error.cause.errors[0] : error.cause;
  return connectionFailure(cause ?? error);
}

/**
 * The endpoints that answer, in the order given: all are asked at once, so that a dead one costs
 * nothing.
 *
 * @throws StepError `etcd.unreachable` if none does
 */
export async function answering(
  endpoints: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  const asked = endpoints.map(async (endpoint) => {
    try {
      await ask(endpoint, '/version', AbortSignal.any([signal, AbortSignal.timeout(2_000)]));
      return undefined;
    } catch (error) {
      signal.throwIfAborted();
      return `${endpoint}: ${reasonOf(error)}`;
    }
  });
  const reasons = await Promise.all(asked);
  const alive = endpoints.filter((_, index) => reasons[index] === undefined);
  if (alive.length > 0) return alive;
  throw new StepError('etcd.unreachable', {
    message: `No endpoint of etcd answers. ${reasons.join('; ')}.`,
    next: 'Look whether etcd runs on the machines (systemctl status etcd2) and listens on an address that this computer reaches (listen-client-urls).',
  });
}
