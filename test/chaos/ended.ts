import { setTimeout as sleep } from 'node:timers/promises';
import { readProcess } from '../../activities/process/proc.js';
import { patience } from '../patience.js';

/** Wait until there is no such process, zombies left out. */
export async function gone(pid: number | undefined): Promise<void> {
  const until = Date.now() + patience.timeout;
  while (pid !== undefined && Date.now() < until) {
    const found = readProcess(pid);
    if (!found || found.state === 'Z') return;
    await sleep(20);
  }
}
