import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { acquireLock, type HeldLock } from '../../activities/process/lock.js';

/**
 * The tests' own lab: another bridge, subnet, prefix and box than a person's, a copy of the shipped
 * pipelines, a state directory of its own. The folder is always the same, so that what a killed
 * test run left behind is found and taken down by the next one.
 */
const folder = join(tmpdir(), 'muster-lab-tests');

export const testLab = {
  folder,
  home: join(folder, 'state'),
  coreos: join(folder, 'pipelines', 'coreos'),
  pipeline: join(folder, 'pipelines', 'coreos', 'pipeline.yaml'),
  bridge: 'br-mtest',
  subnet: '172.17.9',
  prefix: 'test',
  channel: 'mtest',
  box: 'coreos-mtest',
  etcdPort: 12479,
  discoveryPort: 8087,
  labState: join(folder, 'lab'),
  registry: 'http://172.17.9.1:8087',
} as const;

/** `--input` options that put the chapter's pipeline on the tests' lab. */
export const labInputs = [
  `prefix=${testLab.prefix}`,
  `bridge=${testLab.bridge}`,
  `subnet=${testLab.subnet}`,
  `channel=${testLab.channel}`,
  `etcd-port=${testLab.etcdPort}`,
  `discovery-port=${testLab.discoveryPort}`,
  `state=${testLab.labState}`,
].flatMap((input) => ['--input', input]);

const main = fileURLToPath(new URL('../../dist/muster.js', import.meta.url));
const shipped = fileURLToPath(new URL('../../pipelines', import.meta.url));

export interface Ran {
  exitCode: number;
  stdout: string;
  stderr: string;
  seconds: number;
}

/** The built `muster` as a process, on the tests' state directory. */
export async function muster(args: string[], env: Record<string, string> = {}): Promise<Ran> {
  const startedAt = Date.now();
  const { exitCode, stdout, stderr } = await startMuster(args, env);
  return { exitCode: exitCode ?? 1, stdout, stderr, seconds: (Date.now() - startedAt) / 1000 };
}

/** The same, to be watched or killed while it runs. */
export function startMuster(args: string[], env: Record<string, string> = {}) {
  return execa(process.execPath, [main, ...args], {
    env: { MUSTER_HOME: testLab.home, NO_COLOR: '1', ...env },
    stdin: 'ignore',
    reject: false,
  });
}

/** Waits of the shipped pipeline, and what is enough for a test that waits for them to pass. */
const waits = [
  // Where a member does not come back, `etcd` is held after two of these.
  ['verify: { within: 1m }', 'verify: { within: 10s }'],
  [
    'verify: { within: 2m, every: 1s, passes: 3 }',
    'verify: { within: 2m, every: 200ms, passes: 3 }',
  ],
] as const;

/** Copy the shipped pipelines over what is there; what the machines stand on stays. */
export async function copyPipelines(): Promise<void> {
  await mkdir(folder, { recursive: true });
  await cp(shipped, join(folder, 'pipelines'), {
    recursive: true,
    // What a person's own cluster left in the folder is not the pipeline's.
    filter: (path) => !/\/coreos\/(\.vagrant|user-data|config\.rb)$/.test(path),
  });
  let text = await readFile(testLab.pipeline, 'utf8');
  for (const [long, short] of waits) {
    if (!text.includes(long)) throw new Error(`the pipeline no longer says ${long}`);
    text = text.replace(long, short);
  }
  await writeFile(testLab.pipeline, text);
}

/** End the daemon of the tests' state directory and remove the folder. */
export async function removeTestLab(): Promise<void> {
  const text = await readFile(join(testLab.home, 'engine.json'), 'utf8').catch(() => undefined);
  if (text !== undefined) await endProcess((JSON.parse(text) as { pid: number }).pid);
  await rm(folder, { recursive: true, force: true });
}

/** One bridge, one set of addresses: another test run of this computer finds them taken. */
export function lock(what: 'cluster' | 'apart'): Promise<HeldLock> {
  return acquireLock(join(tmpdir(), `muster-lab-tests-${what}.lock`));
}

/** Remove machines that no Vagrant folder knows any more: those of a test run that lost its folder. */
export async function removeMachines(names: RegExp): Promise<void> {
  const { stdout = '' } = await execa('lxc-ls', ['-1'], { reject: false });
  const own = stdout.split(/\s+/).filter((name) => names.test(name));
  for (const name of own) await execa('lxc-destroy', ['-f', '-n', name]);
}

export async function endProcess(pid: number, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  try {
    process.kill(pid, signal);
    for (let tries = 0; tries < 200; tries++) {
      process.kill(pid, 0);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  } catch {
    return; // It is gone.
  }
  throw new Error(`process ${pid} does not end`);
}

/** Run a program by hand, as a person who breaks or looks at things would. */
export async function byHand(command: string): Promise<string> {
  const { stdout } = await execa('bash', ['-ec', command], { cwd: testLab.coreos });
  return stdout;
}
