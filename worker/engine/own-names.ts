import { randomBytes, randomUUID } from 'node:crypto';
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

/** What tells this computer from another one of its name: chosen once, and kept with all else. */
export async function hostId(home: Home): Promise<string> {
  return (await privateFile(home.hostIdFile, () => `${randomUUID()}\n`)).trim();
}
