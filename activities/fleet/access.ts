import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseDuration } from '../../language/durations.js';
import type { StepContext } from '../contract/context.js';
import type { ClusterInput } from './fields.js';

/** A step's way into the cluster, every default filled in and every path absolute. */
export interface Access {
  /** A path, or a name to look up on the PATH. */
  fleetctl: string;
  /** Machines to go through; empty with `endpoints`. */
  tunnels: string[];
  endpoints: string[];
  user: string;
  identityFile: string;
  knownHosts: string;
  strict: boolean;
  /** Of one call, in ms. */
  timeout: number;
}

export function accessOf(
  ctx: Pick<StepContext, 'directory' | 'env' | 'stateDirectory'>,
  input: ClusterInput,
): Access {
  const home = ctx.env.HOME ?? homedir();
  const absolute = (path: string): string =>
    path.startsWith('~/') ? join(home, path.slice(2)) : resolve(ctx.directory, path);
  const tunnels = list(input.tunnel);
  const vagrantHome = ctx.env.VAGRANT_HOME ?? join(home, '.vagrant.d');
  const fleetctl = input.fleetctl ?? 'fleetctl';
  return {
    fleetctl: fleetctl.includes('/') ? absolute(fleetctl) : fleetctl,
    tunnels,
    endpoints: list(input.endpoint),
    user: input.user,
    identityFile: absolute(input['identity-file'] ?? join(vagrantHome, 'insecure_private_key')),
    knownHosts: input['known-hosts']
      ? absolute(input['known-hosts'])
      : join(ctx.stateDirectory, `known-hosts-${clusterKey(tunnels)}`),
    strict: input['strict-host-keys'],
    timeout: parseDuration(input['request-timeout']),
  };
}

/** The arguments and standard input of a call through one of the tunnels, or to the endpoints. */
export function callOf(
  access: Access,
  tunnel: string | undefined,
  args: readonly string[],
): { args: string[]; input?: string } {
  const seconds = String(access.timeout / 1000);
  if (tunnel === undefined)
    return {
      args: [
        '--driver=etcd',
        `--endpoint=${access.endpoints.join(',')}`,
        `--request-timeout=${seconds}`,
        ...args,
      ],
    };
  return {
    args: [
      `--tunnel=${tunnel}`,
      `--ssh-username=${access.user}`,
      `--ssh-timeout=${seconds}`,
      `--request-timeout=${seconds}`,
      // Always on: switched off, fleetctl would not look at host keys at all.
      '--strict-host-key-checking=true',
      `--known-hosts-file=${access.knownHosts}`,
      ...args,
    ],
    // fleetctl asks whether a new key is to be trusted, once for each machine it meets on its way.
    ...(access.strict ? {} : { input: 'yes\nyes\n' }),
  };
}

const list = (value: string | string[] | undefined): string[] =>
  value === undefined ? [] : [value].flat();

/** A cluster is known by its machines, in whatever order they are given. */
const clusterKey = (tunnels: readonly string[]): string =>
  createHash('sha256')
    .update([...tunnels].sort().join('\n'))
    .digest('hex')
    .slice(0, 16);
