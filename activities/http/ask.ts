import * as http from 'node:http';
import * as https from 'node:https';
import { connectionFailure } from '../tools/http/connection-failure.js';

/** An answer, or why there was none, in a few words. */
export type Answer = { status: number; ms: number; body: string } | { failure: string };

export interface AskOptions {
  /** For the whole answer, in ms. */
  timeout: number;
  signal: AbortSignal;
  /** Read the body, at most its first MiB. */
  body: boolean;
}

const largestBody = 1024 * 1024;

/**
 * One GET. Not by fetch, which refuses ports that browsers refuse (6000, 10080), may go through a
 * proxy, and keeps connections: an earlier one would tell of a server that has gone since.
 *
 * @throws the signal's reason when aborted, nothing else
 */
export async function ask(url: string, options: AskOptions): Promise<Answer> {
  const limit = AbortSignal.timeout(options.timeout);
  const started = performance.now();
  try {
    const response = await get(url, AbortSignal.any([options.signal, limit]));
    const body = options.body ? await readStart(response) : '';
    response.destroy();
    const ms = Math.round(performance.now() - started);
    return { status: response.statusCode ?? 0, ms, body };
  } catch (error) {
    options.signal.throwIfAborted();
    if (limit.aborted) return { failure: `no answer in ${options.timeout / 1000} s` };
    return { failure: connectionFailure(error) };
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

async function readStart(response: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    // An endless answer is fine: the rest is not read.
    if (size >= largestBody) break;
  }
  return Buffer.concat(chunks).toString('utf8', 0, largestBody);
}
