import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname } from 'node:path';
import { isLoopback } from '../../client/connection.js';
import { defaultHome } from '../../worker/engine/home.js';
import { fewestFiles, openFilesLimit } from '../../worker/engine/open-files.js';
import { presentTemporal, temporalVersion } from '../../worker/engine/temporal-program.js';
import { lookAtSecretsFile } from '../../worker/secrets-file.js';
import type { Finding } from './finding.js';

const megabyte = 1024 * 1024;
/** What the lab asks for before it has made its box (`pipelines/lab/requirements.sh`). */
const labMegabytes = 4096;

/** What Muster and the lab ask of the computer itself. */
export async function lookAtComputer(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  return [
    nodeVersion(process.versions.node),
    stateDirectory(env),
    await temporal(env),
    openFiles(openFilesLimit()),
    ...(await secretsFile(env)),
    ...proxies(env),
    debian(),
    root(),
    cgroups(),
    await disk(env.HOME || homedir()),
  ];
}

/** The oldest Node that the package supports is 20.19. */
export function nodeVersion(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const ok = major > 20 || (major === 20 && minor >= 19);
  const follows = 'Muster needs Node 20.19 or later: https://nodejs.org';
  return { name: 'Node', need: 'muster', ok, found: version, ...(!ok && { follows }) };
}

function stateDirectory(env: NodeJS.ProcessEnv): Finding {
  const directory = defaultHome(env);
  let near = directory;
  while (!existsSync(near)) near = dirname(near);
  const ok = isAllowed(near, constants.W_OK | constants.X_OK);
  const follows = `${near} is not writable for you: name another directory in MUSTER_HOME`;
  const found = existsSync(directory) ? directory : `${directory} (will be made)`;
  return { name: 'State directory', need: 'muster', ok, found, ...(!ok && { follows }) };
}

async function temporal(env: NodeJS.ProcessEnv): Promise<Finding> {
  const thing = { name: "Temporal's server", need: 'muster', ok: true } as const;
  if (env.TEMPORAL_ADDRESS) return { ...thing, found: `your own at ${env.TEMPORAL_ADDRESS}` };
  try {
    const program = await presentTemporal({ env });
    if (program !== undefined) return { ...thing, found: program };
    const found = `none yet; the first command installs ${temporalVersion} (python3 with pip, or a download)`;
    return { ...thing, found };
  } catch {
    const follows = 'MUSTER_TEMPORAL names no program: correct it, or unset it';
    return { ...thing, ok: false, found: env.MUSTER_TEMPORAL ?? '', follows };
  }
}

/** What the engine would refuse to start with. */
export function openFiles(limit: number | undefined): Finding {
  const ok = limit === undefined || limit >= fewestFiles;
  const found = limit === undefined ? 'no limit that is told' : `${limit} at a time`;
  const follows = `the engine needs ${fewestFiles} or more: ulimit -n 4096`;
  return { name: 'Open files', need: 'muster', ok, found, ...(!ok && { follows }) };
}

/** Where there is a file of secrets: whether steps could use it. */
async function secretsFile(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const seen = await lookAtSecretsFile(env);
  if (seen === undefined) return [];
  const thing = { name: 'Secrets', need: 'muster' } as const;
  if ('why' in seen) return [{ ...thing, ok: false, found: seen.why, follows: seen.next }];
  return [{ ...thing, ok: true, found: `${seen.secrets} in ${seen.file}` }];
}

/** Where the environment names proxies: what goes through them. */
function proxies(env: NodeJS.ProcessEnv): Finding[] {
  const named = Object.keys(env)
    .filter((name) => /^(grpc|https?|all)_proxy$/i.test(name) && env[name])
    .sort();
  if (named.length === 0) return [];
  const found = `${named.join(', ')}: for programs of steps and pip; Muster's own server is asked without`;
  const temporal = env.TEMPORAL_ADDRESS;
  const byGrpc = ['grpc_proxy', 'https_proxy', 'http_proxy'].find((name) => env[name]);
  const goes = temporal !== undefined && byGrpc !== undefined && !isLoopback(temporal);
  const follows = `${temporal} is asked through ${byGrpc}; name it in no_proxy if that is wrong`;
  return [{ name: 'Proxy', need: 'muster', ok: true, found, ...(goes && { follows }) }];
}

function debian(): Finding {
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  const name = /^PRETTY_NAME="?(.*?)"?$/m.exec(release)?.[1] ?? process.platform;
  const ok = /^ID=debian$/m.test(release) && process.arch === 'x64';
  const follows = 'the lab installs Debian 12 packages for amd64: use another provider than lxc';
  const found = `${name}, ${process.arch}`;
  return { name: 'Debian', need: 'lab', ok, found, ...(!ok && { follows }) };
}

function root(): Finding {
  const uid = process.getuid?.();
  const ok = uid === 0;
  const follows = 'the lab makes containers and a bridge: run it as root (sudo)';
  return {
    name: 'root',
    need: 'lab',
    ok,
    found: ok ? 'yes' : `no, user ${uid ?? 'unknown'}`,
    ...(!ok && { follows }),
  };
}

function cgroups(): Finding {
  const two = existsSync('/sys/fs/cgroup/cgroup.controllers');
  const one = existsSync('/sys/fs/cgroup/devices');
  const found = two ? 'version 2' : one ? 'version 1' : 'none at /sys/fs/cgroup';
  const follows = 'containers need them: mount them (package cgroupfs-mount)';
  const ok = one || two;
  return { name: 'cgroups', need: 'lab', ok, found, ...(!ok && { follows }) };
}

async function disk(directory: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(directory);
  const free = Math.floor((bavail * bsize) / megabyte);
  const ok = free >= labMegabytes;
  const follows = `the lab needs ${labMegabytes} MB the first time: free some, or give --input cache=DIR`;
  const found = `${free} MB free in ${directory}`;
  return { name: 'Disk', need: 'lab', ok, found, ...(!ok && { follows }) };
}

function isAllowed(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
