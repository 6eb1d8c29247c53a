import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { patience } from '../patience.js';

/** A folder that a test has to itself. */
export async function tempFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'muster-test-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Ask until there is an answer, or patience is at its end. */
export async function waitFor<T>(ask: () => Promise<T | undefined> | T | undefined): Promise<T> {
  const deadline = Date.now() + patience.timeout;
  for (;;) {
    const answer = await Promise.resolve()
      .then(ask)
      .catch((error: unknown) => {
        if (Date.now() > deadline) throw error;
        return undefined;
      });
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error('waited in vain');
    await sleep(10);
  }
}
