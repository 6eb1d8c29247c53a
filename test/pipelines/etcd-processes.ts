import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** What runs of a cluster, by the data folders in its state folder: names and pids. */
export function processesOf(state: string): Record<string, number> {
  const found: Record<string, number> = {};
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const name = argumentsOf(pid)
      .map((argument) => argument.split('--data-dir='))
      .find(([before, folder]) => before === '' && folder?.startsWith(join(state, '/')))?.[1]
      ?.slice(state.length + 1);
    if (name !== undefined) found[name] = Number(pid);
  }
  return found;
}

/** None of a process that is gone, or a zombie. */
function argumentsOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

/** The first of so many free ports in a row, below those that the system gives out by itself. */
export async function freePorts(count: number): Promise<number> {
  for (;;) {
    const first = 20_000 + Math.floor(Math.random() * 12_000);
    const free = await Promise.all(Array.from({ length: count }, (_, i) => isFree(first + i)));
    if (free.every(Boolean)) return first;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
