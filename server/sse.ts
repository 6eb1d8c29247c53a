import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { Backend } from './backend.js';
import { lifeOf } from './life.js';
import { problem } from './problem.js';

export interface ServerEvent {
  event: string;
  data: unknown;
  /** Where a page that lost its connection goes on. */
  id?: string;
}

/** A stream without a word for so long may be taken for dead, in ms. */
const silence = 15_000;
/** A page that lost its connection comes back after as long, in ms. */
const retry = 1_000;

/**
 * Tell a page of what happens until it leaves. While it listens the daemon does not leave for lack
 * of clients. What a slow page has not read yet is not piled up: the source is asked only then.
 */
export function events(
  c: Context,
  { leases, closing }: Pick<Backend, 'leases' | 'closing'>,
  source: (signal: AbortSignal) => AsyncIterable<ServerEvent>,
): Response {
  if (closing.aborted) return problem(c, { code: 'engine.leaving' });
  const release = leases.take();
  return streamSSE(c, async (stream) => {
    const life = lifeOf(stream, closing);
    const beat = setInterval(() => void stream.write(': still here\n\n'), silence);
    try {
      await stream.write(`retry: ${retry}\n\n`);
      for await (const { event, data, id } of source(life.signal)) {
        const message = { event, data: JSON.stringify(data), ...(id === undefined ? {} : { id }) };
        await stream.writeSSE(message);
      }
    } finally {
      clearInterval(beat);
      life.end();
      release();
    }
  });
}
