import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { createServer } from 'node:net';

export const loopback = '127.0.0.1';

export interface Ports {
  api: number;
  ui: number;
}

/** Below it are the ports of well-known services. */
const lowest = 16_384;
/** Linux' own, where it cannot be read. */
const usualEphemeral = 32_768;

/**
 * Ports that are free now, of those that the system gives to nobody by itself: one of the others may be
 * some connection's before it is used.
 */
export async function freePorts(): Promise<Ports> {
  const end = await firstEphemeral();
  const api = await freePort(end);
  for (;;) {
    const ui = await freePort(end);
    if (ui !== api) return { api, ui };
  }
}

async function freePort(end: number): Promise<number> {
  for (;;) {
    const port = randomInt(lowest, end);
    const server = createServer();
    const isFree = await once(server.listen(port, loopback), 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    await once(server.close(), 'close');
    return port;
  }
}

async function firstEphemeral(): Promise<number> {
  const range = await readFile('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').catch(() => '');
  const first = Number.parseInt(range, 10);
  return first > lowest + 1000 ? first : usualEphemeral;
}

/** Whether a process itself listens on a port of this computer; true where /proc does not tell. */
export async function listensOn(pid: number, port: number): Promise<boolean> {
  const table = await readFile('/proc/net/tcp', 'utf8').catch(() => undefined);
  if (table === undefined) return true;
  const inodes = new Set(
    table.split('\n').flatMap((line) => {
      const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/);
      const isIt = state === listen && Number.parseInt(local.split(':')[1] ?? '', 16) === port;
      return isIt && inode ? [`socket:[${inode}]`] : [];
    }),
  );
  const folder = `/proc/${pid}/fd`;
  for (const name of await readdir(folder).catch(() => [])) {
    if (inodes.has(await readlink(`${folder}/${name}`).catch(() => ''))) return true;
  }
  return false;
}

/** TCP_LISTEN, as /proc/net/tcp writes it. */
const listen = '0A';
