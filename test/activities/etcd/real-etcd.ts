import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { tempFolder, waitFor } from '../temp-folder.js';
import { findEtcd } from './etcd-program.js';

/** A real etcd on loopback. */
export interface RealEtcd {
  url: string;
  stop(): Promise<void>;
}

/**
 * Start members of one cluster, each in a folder of its own.
 * @throws where there is no etcd and none can be had: `findEtcd` says so before
 */
export async function startEtcd(options: { members?: number; v2?: boolean } = {}): Promise<{
  members: RealEtcd[];
  urls: string[];
  stop(): Promise<void>;
}> {
  const { members: count = 1, v2 = true } = options;
  const program = await findEtcd();
  if ('missing' in program) throw new Error(`no etcd: ${program.missing}`);
  const folder = await tempFolder();
  const ports = await freePorts(count * 2);
  const nodes = Array.from({ length: count }, (_, i) => ({
    name: `member-0${i + 1}`,
    url: `http://127.0.0.1:${ports[2 * i]}`,
    peer: `http://127.0.0.1:${ports[2 * i + 1]}`,
  }));
  const cluster = nodes.map(({ name, peer }) => `${name}=${peer}`).join(',');
  const members = nodes.map(({ name, url, peer }) => {
    const child = spawn(
      program.path,
      [
        ['--name', name],
        ['--data-dir', join(folder.path, name)],
        ['--listen-client-urls', url],
        ['--advertise-client-urls', url],
        ['--listen-peer-urls', peer],
        ['--initial-advertise-peer-urls', peer],
        ['--initial-cluster', cluster],
        [`--enable-v2=${v2}`],
        // A test waits for an election; the machine may be busy all the same.
        ['--heartbeat-interval', '50', '--election-timeout', '500'],
      ].flat(),
      { stdio: 'ignore' },
    );
    return { url, stop: () => end(child) };
  });
  const stop = async () => {
    await Promise.all(members.map((member) => member.stop()));
    await folder.remove();
  };
  try {
    for (const { url } of nodes)
      await waitFor(async () =>
        (await (await fetch(`${url}/health`)).text()).includes('true') ? true : undefined,
      );
  } catch (error) {
    await stop();
    throw error;
  }
  return { members, urls: nodes.map(({ url }) => url), stop };
}

/** End a process that a test started. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** Ports that were free a moment ago. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
