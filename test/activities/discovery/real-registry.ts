import { spawn } from 'node:child_process';
import { end, freePorts, type RealEtcd, startEtcd } from '../etcd/real-etcd.js';
import { waitFor } from '../temp-folder.js';

/** Debian's etcd discovery service on loopback, with an etcd of its own behind it. */
export interface RealRegistry {
  url: string;
  /** Where the tokens are: under `/_etcd/registry/ID`. */
  etcd: RealEtcd;
  /** Write a key of a token, as etcd does when it bootstraps; `value` null removes it. */
  write(id: string, key: string, value: string | null): Promise<void>;
  /** A member registers with a token, as its etcd would. */
  register(id: string, ...names: string[]): Promise<void>;
  /** Forget a token. */
  lose(id: string): Promise<void>;
  /** How many tokens it holds. */
  count(): Promise<number>;
  stop(): Promise<void>;
}

export async function startRegistry(): Promise<RealRegistry> {
  const cluster = await startEtcd();
  const [etcd] = cluster.members;
  const [port] = await freePorts(1);
  if (!etcd) throw new Error('no etcd');
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(
    'discovery.etcd.io',
    ['--addr', `127.0.0.1:${port}`, '--etcd', etcd.url, '--host', url],
    { stdio: 'ignore' },
  );
  const stop = async () => {
    await end(child);
    await cluster.stop();
  };
  const keys = async (path: string, method = 'GET', value?: string): Promise<unknown> => {
    const response = await fetch(`${etcd.url}/v2/keys/_etcd/registry${path}`, {
      method,
      ...(value === undefined ? {} : { body: new URLSearchParams({ value }) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
    return response.json();
  };
  const registry: RealRegistry = {
    url,
    etcd,
    stop,
    write: async (id, key, value) => {
      if (value === null) await keys(`/${id}/${key}`, 'DELETE');
      else await keys(`/${id}/${key}`, 'PUT', value);
    },
    register: async (id, ...names) => {
      for (const [index, name] of names.entries()) {
        await registry.write(id, `f59ec27cdc62bca${index}`, `${name}=http://172.17.9.1:2380`);
      }
    },
    lose: async (id) => {
      await keys(`/${id}?recursive=true`, 'DELETE');
    },
    count: async () => {
      const listing = (await keys('/')) as { node: { nodes?: unknown[] } };
      return listing.node.nodes?.length ?? 0;
    },
  };
  try {
    // The first token makes the folder in which etcd keeps them all.
    await waitFor(async () => ((await fetch(`${url}/new?size=1`)).ok ? true : undefined));
  } catch (error) {
    await stop();
    throw error;
  }
  return registry;
}
