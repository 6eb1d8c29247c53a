import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { attach } from '../../../worker/engine/attach.js';
import { type Home, openHome } from '../../../worker/engine/home.js';
import { recordOf } from '../../../worker/engine/process-record.js';
import { ownVersion } from '../../../worker/engine/version.js';

let home: Home;
let server: Server | undefined;

beforeEach(async () => {
  home = await openHome(await mkdtemp(join(tmpdir(), 'muster-attach-')));
  await writeFile(home.tokenFile, 'token\n', { mode: 0o600 });
});
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  await rm(home.root, { recursive: true });
});

/** An engine.json of this very process, which lives and is no engine. */
async function record(url: string): Promise<void> {
  const info = { ...recordOf(process.pid), version: ownVersion(), embedded: true, url };
  await writeFile(home.engineFile, JSON.stringify(info));
}

async function answer(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const attached = () => attach({ home: home.root, startIfMissing: false, leaveWithin: 50 });

it('does not wait without end for an engine that leaves, and does not end', async () => {
  await record(await answer((_, response) => response.writeHead(503).end()));
  await expect(attached()).rejects.toThrow(/takes no command .* has not ended within 0.05 s/);
});

it('does not wait without end for a living process that is no engine', async () => {
  await record('http://127.0.0.1:9');
  await expect(attached()).rejects.toThrow(`process ${process.pid}`);
});

it('says that it was refused, also by what says a problem that is none', async () => {
  const type = { 'content-type': 'application/problem+json' };
  await record(await answer((_, response) => response.writeHead(500, type).end('<html>')));
  await expect(attached()).rejects.toThrow('refused to be attached to: 500');
});
