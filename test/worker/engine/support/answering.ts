import { vi } from 'vitest';

/** Connect to a server that was started a moment ago: it listens before it answers. */
export function onceItAnswers<Connection>(connect: () => Promise<Connection>): Promise<Connection> {
  return vi.waitFor(connect, { timeout: 10_000, interval: 20 });
}
