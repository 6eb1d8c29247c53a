import { execa } from 'execa';
import type { Finding, Need } from './finding.js';

interface Program {
  name: string;
  file: string;
  args: string[];
  need: Need;
  follows: string;
}

const versionTimeout = 10_000;

const programs: Program[] = [
  {
    name: 'Python with pip',
    file: 'python3',
    args: ['-m', 'pip', '--version'],
    need: 'lab',
    follows: "Muster cannot install Temporal's server or Go by itself: apt-get install python3-pip",
  },
  {
    name: 'Vagrant',
    file: 'vagrant',
    args: ['--version'],
    need: 'brought by the lab',
    follows: 'steps of the type vagrant.up need it',
  },
  {
    name: 'LXC',
    file: 'lxc-info',
    args: ['--version'],
    need: 'brought by the lab',
    follows: 'machines of the provider lxc need it',
  },
  {
    name: 'etcd',
    file: 'etcd',
    args: ['--version'],
    need: 'brought by the lab',
    follows: "the lab's discovery service stands on it",
  },
  {
    name: 'fleetctl',
    file: 'fleetctl',
    args: ['--version'],
    need: 'brought by the lab',
    follows: 'steps of the types fleet.* need it',
  },
  {
    name: 'ssh',
    file: 'ssh',
    args: ['-V'],
    need: 'brought by the lab',
    follows: 'tunnels to machines need it',
  },
];

/** Programs that pipelines use, by the first line they say of themselves. */
export function lookAtPrograms(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  return Promise.all(programs.map((program) => lookAtProgram(program, env)));
}

async function lookAtProgram(program: Program, env: NodeJS.ProcessEnv): Promise<Finding> {
  const { name, need, follows } = program;
  const result = await execa(program.file, program.args, {
    env,
    extendEnv: false,
    all: true,
    reject: false,
    stdin: 'ignore',
    timeout: versionTimeout,
  });
  if (result.failed) return { name, need, ok: false, found: 'missing', follows };
  return { name, need, ok: true, found: result.all.split('\n')[0]?.trim() ?? '' };
}
