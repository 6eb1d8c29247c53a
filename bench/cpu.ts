import { readFileSync } from 'node:fs';
import type { Home } from '../worker/engine/home.js';

/** Clock ticks a second in /proc: 100 on every Linux there is, proc(5). */
const ticks = 100;

/**
 * CPU time, in ms, that this process (worker and client) and the Temporal server have used so far.
 * It tells what a run costs on a computer that others use too, where the clock tells little.
 */
export function cpuTime(home: Home): number {
  const { user, system } = process.cpuUsage();
  const { pid } = JSON.parse(readFileSync(home.serverRecord, 'utf8')) as { pid: number };
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const server = ((Number(fields[11]) + Number(fields[12])) * 1000) / ticks;
  return (user + system) / 1000 + server;
}
