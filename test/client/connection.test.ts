import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Http2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { connect, isLoopback } from '../../client/connection.js';

let server: Http2Server | undefined;
let home = join(tmpdir(), 'muster-proxy-none');

afterEach(async () => {
  vi.unstubAllEnvs();
  server?.close();
  await rm(home, { recursive: true, force: true });
});

/** gRPC that knows no call: enough to be connected to. */
async function grpc(): Promise<string> {
  const headers = { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '12' };
  server = createServer();
  server.on('stream', (stream) => stream.respond(headers, { endStream: true }));
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it.each(['http_proxy', 'https_proxy', 'grpc_proxy', 'all_proxy', 'HTTP_PROXY', 'ALL_PROXY'])(
  'a server on this computer is asked without the proxy that %s names',
  async (name) => {
    home = await mkdtemp(join(tmpdir(), 'muster-proxy-'));
    // Nobody listens there.
    vi.stubEnv(name, 'http://127.0.0.1:9');
    const client = await connect({ address: await grpc(), namespace: 'default', home });
    await client.connection.close();
  },
);

it.each([
  ['127.0.0.1:7233', true],
  ['127.9.0.1:7233', true],
  ['localhost:7233', true],
  ['[::1]:7233', true],
  ['127.0.0.1.example.com:7233', false],
  ['temporal.example.com:7233', false],
])('%s is this computer: %s', (address, is) => {
  expect(isLoopback(address)).toBe(is);
});
