import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { privateFile } from '../../client/private-file.js';
import type { Home } from './home.js';

/**
 * The task queue of this host's worker, e.g. `rack-1-3fa9c2`: chosen once, so that runs find their
 * worker again after any restart, and two state directories on one Temporal server do not mix.
 */
export async function queueName(home: Home): Promise<string> {
  const name = () => `${hostname()}-${randomBytes(3).toString('hex')}\n`;
  return (await privateFile(home.queueFile, name)).trim();
}
