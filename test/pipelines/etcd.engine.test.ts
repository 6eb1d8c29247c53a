import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodes } from '../../cli/terminal/exit-codes.js';
import type { Home } from '../../worker/engine/home.js';
import { commandHere } from '../cli/command-here.js';
import { removeFolder } from '../remove-folder.js';
import { Homes } from '../worker/engine/support/homes.js';
import { freePorts, processesOf } from './etcd-processes.js';

/** The pipeline of etcd on an engine, ports and a folder of its own. */
const pipeline = resolve(import.meta.dirname, '../../pipelines/etcd');
const homes = new Homes();
let home: Home;
let folder: string;
let state: string;
let inputs: string[];
let endpoints: string[];

beforeAll(async () => {
  home = await homes.fresh();
  folder = await mkdtemp(join(tmpdir(), 'muster-etcd-'));
  state = join(folder, 'state');
  const port = await freePorts(8);
  inputs = ['--input', `port=${port}`, '--input', `state=${state}`];
  endpoints = [0, 2, 4].map((offset) => `http://127.0.0.1:${port + offset}`);
});
afterAll(async () => {
  for (const pid of Object.values(processesOf(state))) process.kill(pid, 'SIGKILL');
  await homes.clear();
  await removeFolder(folder);
});

interface View {
  outputs: { token: string; endpoints: string[] };
  steps: { id: string; change?: string; why?: string; failure?: { message: string } }[];
}

async function run(
  command: string,
  ...args: string[]
): Promise<View & { exitCode?: number | undefined }> {
  const all = [command, ...args, '--json'];
  const { exitCode, stdout } = await commandHere(all, { home: home.root, cwd: folder });
  return { ...JSON.parse(stdout), exitCode };
}
const up = () => run('up', pipeline, ...inputs);
const plan = () => run('plan', pipeline, ...inputs);
const down = () => run('down', 'etcd', '--yes');
const withChange = ({ steps }: View, change: string) =>
  steps.filter((step) => step.change === change).map(({ id }) => id);

/** What each member says of itself, and whom the first one knows. */
async function cluster() {
  const healths = endpoints.map(async (url) => (await fetch(`${url}/health`)).json());
  const listing = await fetch(`${endpoints[0]}/v3/cluster/member/list`, {
    method: 'POST',
    body: '{}',
  });
  const { members } = (await listing.json()) as { members: { name: string }[] };
  return {
    healths: ((await Promise.all(healths)) as { health: string }[]).map(({ health }) => health),
    names: members.map(({ name }) => name).sort(),
  };
}

describe.sequential('a cluster of three processes', () => {
  let token: string;

  it('comes up through a token, every member healthy; again, nothing is to do', async () => {
    const first = await up();
    expect(first.exitCode).toBe(exitCodes.ok);
    expect(first.outputs.endpoints).toEqual(endpoints);
    token = first.outputs.token;
    expect(token).toMatch(/\/v2\/keys\/_etcd\/registry\/[0-9a-f]{32}$/);
    expect(await cluster()).toEqual({
      healths: ['true', 'true', 'true'],
      names: ['etcd-1', 'etcd-2', 'etcd-3'],
    });

    const processes = processesOf(state);
    const second = await up();
    expect(withChange(second, 'unchanged')).toHaveLength(second.steps.length);
    expect(second.outputs).toMatchObject({ token });
    expect(processesOf(state)).toEqual(processes);
  });

  it('gets back the member that was killed, and only that', async () => {
    const before = processesOf(state);
    process.kill(before['etcd-2'] ?? 0, 'SIGKILL');
    expect(withChange(await plan(), 'to-do')).toEqual(['member[etcd-2]', 'health']);

    expect(withChange(await up(), 'changed')).toEqual(['member[etcd-2]']);
    const { 'etcd-2': again, ...others } = processesOf(state);
    expect({ ...others, 'etcd-2': before['etcd-2'] }).toEqual(before);
    expect(again).not.toBe(before['etcd-2']);
    expect((await cluster()).healths).toEqual(['true', 'true', 'true']);
  });

  it('is neither moved to other ports nor started on ports of others', async () => {
    const before = processesOf(state);
    const own = Number(new URL(endpoints[0] ?? '').port);
    const registry = async (port: number, folder: string) => {
      const env = { CLUSTER_PORT: String(port), CLUSTER_STATE: folder, PROGRAM: 'etcd' };
      return execa(join(pipeline, 'etcd.sh'), ['apply', 'registry'], {
        cwd: pipeline,
        env,
        reject: false,
      });
    };
    const moved = await registry(await freePorts(8), state);
    expect(moved).toMatchObject({ exitCode: 1, stdout: '' });
    expect(moved.stderr).toContain(`The cluster in ${state} was made on other ports`);
    expect(processesOf(state)).toEqual(before);

    const elsewhere = join(folder, 'elsewhere');
    const taken = await registry(own, elsewhere);
    expect(taken).toMatchObject({ exitCode: 1, stdout: '' });
    expect(taken.stderr).toContain(`Port ${own + 6} of 127.0.0.1, for registry, is taken`);
    expect(processesOf(elsewhere)).toEqual({});
    await rm(elsewhere, { recursive: true });
  });

  it('leaves no process and no data, and takes a new token the next time', async () => {
    expect((await down()).exitCode).toBe(exitCodes.ok);
    expect(processesOf(state)).toEqual({});
    expect(await readdir(folder)).toEqual([]);

    const next = await up();
    expect(next.exitCode).toBe(exitCodes.ok);
    expect(next.outputs.token).not.toBe(token);
  });

  it('holds at a member that lost its data while others live, and says how to replace it', async () => {
    const before = processesOf(state);
    process.kill(before['etcd-3'] ?? 0, 'SIGKILL');
    await rm(join(state, 'etcd-3'), { recursive: true });
    const held = await up();
    expect(held.exitCode).toBe(exitCodes.held);
    const message = held.steps.find(({ id }) => id === 'member[etcd-3]')?.failure?.message;
    expect(message).toContain('etcd-3 lost its data');
    expect(message).toContain('Give its place to a new one by the two commands above');

    const { 'etcd-3': gone, ...others } = before;
    expect(gone).toBeGreaterThan(0);
    expect(processesOf(state)).toEqual(others);
    await down();
    expect(processesOf(state)).toEqual({});
    expect(await readdir(folder)).toEqual([]);
  });
});

/** Where the tests run as an ordinary user already, all of the above shows it. */
describe.runIf(process.getuid?.() === 0)('an ordinary user', () => {
  it('can find or fetch etcd, start it and end it by the scripts alone', async () => {
    const nobody = await mkdtemp(join(tmpdir(), 'muster-nobody-'));
    const written = join(nobody, 'written');
    const port = await freePorts(8);
    const script = async (command: string, settings: Record<string, string> = {}) => {
      const env = { PATH: process.env.PATH, HOME: nobody, CLUSTER_PORT: String(port), ...settings };
      const { exitCode, all } = await execa(
        'setpriv',
        ['--reuid=65534', '--regid=65534', '--clear-groups', ...command.split(' ')],
        { env, extendEnv: false, cwd: join(nobody, 'etcd'), reject: false, all: true },
      );
      return { exitCode, all };
    };
    const well = { exitCode: 0 };
    await cp(pipeline, join(nobody, 'etcd'), { recursive: true });
    await execa('chown', ['-R', '65534:65534', nobody]);
    try {
      expect(await script('./prepare.sh apply')).toMatchObject(well);
      expect(await script('./prepare.sh check', { MUSTER_OUTPUT: written })).toMatchObject(well);
      const PROGRAM = /^program=(.*)$/m.exec(await readFile(written, 'utf8'))?.[1] ?? '';

      expect(await script('./etcd.sh apply registry', { PROGRAM })).toMatchObject(well);
      expect(await script('./etcd.sh check registry', { PROGRAM })).toMatchObject(well);
      expect(await script('./etcd.sh undo registry')).toMatchObject(well);
      expect(await script('./etcd.sh check registry', { PROGRAM })).toEqual({
        exitCode: 1,
        all: 'registry does not run and has no data',
      });
    } finally {
      await script('./etcd.sh undo registry');
      await rm(nobody, { recursive: true });
    }
  });
});
