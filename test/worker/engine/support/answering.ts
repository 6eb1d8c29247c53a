import { vi } from 'vitest';
import { patience } from '../../../patience.js';

/** Connect to a server that was started a moment ago: it listens before it answers. */
export function onceItAnswers<Connection>(connect: () => Promise<Connection>): Promise<Connection> {
  return vi.waitFor(connect, patience);
}
