import { setTimeout as sleep } from 'node:timers/promises';
import { readProcess } from '../../activities/process/proc.js';

/** Wait until there is no such process, zombies left out; at most half a minute. */
export async function gone(pid: number | undefined): Promise<void> {
  const until = Date.now() + 30_000;
  while (pid !== undefined && Date.now() < until) {
    const found = readProcess(pid);
    if (!found || found.state === 'Z') return;
    await sleep(20);
  }
}
