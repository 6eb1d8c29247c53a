import type { ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NativeConnection } from '@temporalio/worker';
import { afterEach, expect, it, vi } from 'vitest';
import { type Home, openHome } from '../../../worker/engine/home.js';
import { freePorts } from '../../../worker/engine/ports.js';
import { readRecord, stillRuns } from '../../../worker/engine/process-record.js';
import { launch } from '../../../worker/engine/temporal-process.js';
import { findTemporal } from '../../../worker/engine/temporal-program.js';
import { TemporalServer } from '../../../worker/engine/temporal-server.js';
import { patience } from '../../patience.js';
import { removeFolder } from '../../remove-folder.js';
import { onceItAnswers } from './support/answering.js';

const homes: string[] = [];
const servers: TemporalServer[] = [];

async function freshHome(): Promise<Home> {
  const root = await mkdtemp(join(tmpdir(), 'muster-temporal-'));
  homes.push(root);
  return openHome(root);
}

async function start(home: Home, onLost: (error: Error) => void = () => {}) {
  const server = await TemporalServer.start(home, { onLost });
  servers.push(server);
  return server;
}

function recorded(home: Home) {
  const record = readRecord(home.serverRecord);
  if (!record) throw new Error('no server is recorded');
  return record;
}

async function describeDefault(server: TemporalServer): Promise<string | undefined> {
  const { address } = server;
  const connection = await onceItAnswers(() => NativeConnection.connect({ address }));
  try {
    const answer = await connection.workflowService.describeNamespace({ namespace: 'default' });
    return answer.namespaceInfo?.name ?? undefined;
  } finally {
    await connection.close();
  }
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
  await Promise.all(homes.splice(0).map(removeFolder));
});

it('answers once it is started, serves its UI, and is gone once it is stopped', async () => {
  const home = await freshHome();
  const server = await start(home);
  expect(await describeDefault(server)).toBe('default');
  expect((await fetch(server.ui)).status).toBe(200);
  const record = recorded(home);
  await server.stop();
  expect(stillRuns(record)).toBe(false);
  expect(existsSync(home.serverRecord)).toBe(false);
});

it('is brought back on the same port when it is killed', async () => {
  const home = await freshHome();
  const server = await start(home);
  const first = recorded(home);
  process.kill(first.pid, 'SIGKILL');
  await vi.waitFor(() => expect(recorded(home).pid).not.toBe(first.pid), patience);
  await vi.waitFor(async () => expect(await describeDefault(server)).toBe('default'), patience);
});

it('is ended if its record cannot be written, for nobody would find it again', async () => {
  const home = await freshHome();
  await mkdir(home.serverRecord);
  const spawned: ChildProcess[] = [];
  const seen = (message: unknown) => spawned.push((message as { process: ChildProcess }).process);
  subscribe('child_process', seen);
  const launched = launch([await findTemporal({})], await freePorts(), home);
  await expect(launched).rejects.toMatchObject({ code: expect.stringMatching(/^E/) });
  unsubscribe('child_process', seen);
  const [server] = spawned.filter(({ spawnargs }) => spawnargs.includes(home.database));
  expect(server?.signalCode ?? server?.exitCode).not.toBeNull();
  expect(() => process.kill(server?.pid ?? 0, 0)).toThrow('ESRCH');
});

it('is given up, with the reason, when it keeps ending', async () => {
  const home = await freshHome();
  const onLost = vi.fn();
  await start(home, onLost);
  let last = 0;
  while (onLost.mock.calls.length === 0) {
    const { pid } = recorded(home);
    if (pid !== last) process.kill(pid, 'SIGKILL');
    last = pid;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(onLost).toHaveBeenCalledTimes(1);
  expect(onLost.mock.calls[0]?.[0].message).toMatch(/ended \d times within a minute/);
});

it('ends a server that was left over on the same database', async () => {
  const home = await freshHome();
  const abandoned = await launch([await findTemporal()], await freePorts(), home);
  const leftover = recorded(home);
  const server = await start(home);
  expect(stillRuns(leftover)).toBe(false);
  expect(await describeDefault(server)).toBe('default');
  expect(abandoned.signalCode).toBe('SIGKILL');
});

it('says what the program said when it cannot start', async () => {
  const home = await freshHome();
  await expect(start({ ...home, database: join(home.root, 'no', 'such', 'db') })).rejects.toThrow(
    /ended at its start .*temporal[\s\S]*no such file or directory/,
  );
});

it('says that somebody else took its port, so that another is tried', async () => {
  const home = await freshHome();
  const others = createServer().listen(0, '127.0.0.1');
  await once(others, 'listening');
  const { port } = others.address() as AddressInfo;
  const ports = { ...(await freePorts()), ui: port };
  await expect(launch([await findTemporal()], ports, home)).rejects.toMatchObject({
    portTaken: true,
    message: expect.stringContaining('address already in use'),
  });
  others.close();
});
