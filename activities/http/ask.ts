import * as http from 'node:http';
import * as https from 'node:https';
import { connectionFailure } from '../tools/http/connection-failure.js';
import { bodyContains } from './body-text.js';

/** An answer, or why there was none, in a few words. */
export type Answer = { status: number; ms: number; contains: boolean } | { failure: string };

export interface AskOptions {
  /** For the whole answer, in ms. */
  timeout: number;
  signal: AbortSignal;
  /** Text that is looked for in the body; default: none, and the body is not read. */
  contains?: string | undefined;
}

/**
 * One GET. Not by fetch, which refuses ports that browsers refuse (6000, 10080), may go through a
 * proxy, and keeps connections: an earlier one would tell of a server that has gone since.
 *
 * @throws the signal's reason when aborted, nothing else
 */
export async function ask(url: string, options: AskOptions): Promise<Answer> {
  const limit = AbortSignal.timeout(options.timeout);
  const started = performance.now();
  let response: http.IncomingMessage | undefined;
  try {
    response = await get(url, AbortSignal.any([options.signal, limit]));
    const { contains: text } = options;
    const contains = text === undefined || (await bodyContains(response, text));
    const ms = Math.round(performance.now() - started);
    return { status: response.statusCode ?? 0, ms, contains };
  } catch (error) {
    options.signal.throwIfAborted();
    if (limit.aborted) {
      const began =
        response === undefined ? 'no answer' : `${response.statusCode}, but its text did not end`;
      return { failure: `${began} in ${options.timeout / 1000} s` };
    }
    return { failure: connectionFailure(error) };
  } finally {
    response?.destroy();
  }
}

function get(url: string, signal: AbortSignal): Promise<http.IncomingMessage> {
  const { request } = url.startsWith('https:') ? https : http;
  return new Promise((resolve, reject) => {
    request(url, { agent: false, signal, headers: { 'user-agent': 'muster' } })
      .on('response', resolve)
      .on('error', reject)
      .end();
  });
}
