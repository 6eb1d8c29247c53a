import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { freePorts, listensOn } from '../../../worker/engine/ports.js';

test('ports are free, differ, and are none that the system gives away by itself', async () => {
  const range = await readFile('/proc/sys/net/ipv4/ip_local_port_range', 'utf8');
  const { api, ui } = await freePorts();
  expect(api).not.toBe(ui);
  for (const port of [api, ui]) {
    expect(port).toBeLessThan(Number.parseInt(range, 10));
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    server.close();
  }
});

test('a process listens on its own ports, and on nobody else’s', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  expect(await listensOn(process.pid, port)).toBe(true);
  expect(await listensOn(process.ppid, port)).toBe(false);
  server.close();
  await once(server, 'close');
  expect(await listensOn(process.pid, port)).toBe(false);
});
