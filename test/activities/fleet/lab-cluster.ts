import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { testLab } from '../../lab/test-lab.js';

/** A running cluster for tests: machines with fleet, and how to reach them. */
export interface LabFixture {
  /** `host:port`, one for each machine. */
  tunnels: string[];
  fleetctl: string;
  identityFile: string;
  /** Client URLs of etcd on the machines. */
  endpoints: string[];
}

/**
 * The tests' lab, which the set-up of the lab tests brings up; or, with MUSTER_TEST_MACHINES
 * (addresses, with commas between), a cluster of one's own with the same fleet.
 */
export function labFixture(): LabFixture {
  const machines = process.env.MUSTER_TEST_MACHINES?.split(',') ?? [
    `${testLab.subnet}.101`,
    `${testLab.subnet}.102`,
    `${testLab.subnet}.103`,
  ];
  return {
    tunnels: machines.map((machine) => `${machine}:22`),
    fleetctl: builtFleetctl(),
    identityFile: join(
      process.env.VAGRANT_HOME ?? join(homedir(), '.vagrant.d'),
      'insecure_private_key',
    ),
    endpoints: machines.map((machine) => `http://${machine}:2379`),
  };
}

/** The lab keeps each build under a key of what it was made from; any of them is v1.0.0. */
function builtFleetctl(): string {
  const cache = process.env.LAB_CACHE || join(homedir(), '.cache', 'muster', 'lab');
  const builds = existsSync(cache)
    ? readdirSync(cache).filter((name) => name.startsWith('fleet-'))
    : [];
  const found = builds
    .map((name) => join(cache, name, 'fleetctl'))
    .find((path) => existsSync(path));
  if (found === undefined) throw new Error(`no fleetctl in ${cache}: the lab builds it`);
  return found;
}
