import { cp, mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { GroupRecorder } from '../../../activities/attempt/create-context.js';
import { type UpInput, upWith } from '../../../activities/vagrant/schemas.js';
import run from '../../../activities/vagrant/up.run.js';
import { type TestContext, testContext } from '../step-context.js';
import { apart } from './apart.js';

/** A step's context in which Vagrant finds its boxes and plugins. */
export async function vagrantContext(
  options: { groups?: GroupRecorder; path?: string } = {},
): Promise<TestContext> {
  const { groups, path = process.env.PATH ?? '' } = options;
  const env = { PATH: path, HOME: homedir(), LANG: 'C.UTF-8' };
  return testContext({ env, ...(groups ? { groups } : {}) });
}

/** What a call of `vagrant.up` said, and which programs it started. */
interface Call {
  log(): string;
  /** Process ids, which are process groups too. */
  started: number[];
}

/** A folder of its own with the machines PREFIX-01 and PREFIX-02, apart from the tests' cluster. */
export interface VagrantFolder {
  path: string;
  check(more?: Partial<UpInput>): ReturnType<NonNullable<typeof run.check>>;
  /** `env` comes on top of what the Vagrantfile needs; `path`: where programs are looked for. */
  apply(more?: Partial<UpInput>, path?: string): Promise<void>;
  undo(more?: Partial<UpInput>): Promise<unknown>;
  /** The last of these calls, while it runs too. */
  last: Call;
  remove(): Promise<void>;
}

export async function vagrantFolder(prefix = 'vgt'): Promise<VagrantFolder> {
  const path = await mkdtemp(join(tmpdir(), 'muster-vagrant-'));
  const vagrantfile = fileURLToPath(new URL('./machines/Vagrantfile', import.meta.url));
  await cp(vagrantfile, join(path, 'Vagrantfile'));
  const lab = {
    LAB_BOX: apart.box,
    LAB_BRIDGE: apart.bridge,
    LAB_SUBNET: apart.subnet,
    VGT_PREFIX: prefix,
  };
  const input = ({ env, ...more }: Partial<UpInput> = {}): UpInput =>
    upWith.parse({
      directory: path,
      provider: 'lxc',
      provisioned: '/provisioned',
      env: { ...lab, ...env },
      ...more,
    });
  const contexts: TestContext[] = [];
  const call = async (programs?: string): Promise<TestContext> => {
    const started: number[] = [];
    const groups = { started: ({ pid }: { pid: number }) => started.push(pid), ended: () => {} };
    const context = await vagrantContext({ groups, ...(programs ? { path: programs } : {}) });
    contexts.push(context);
    folder.last = { log: () => context.lines.join('\n'), started };
    return context;
  };
  const folder: VagrantFolder = {
    path,
    last: { log: () => '', started: [] },
    check: async (more) => {
      if (!run.check) throw new Error('vagrant.up has no check');
      return run.check((await call()).ctx, input(more));
    },
    apply: async (more, programs) => {
      await run.apply?.((await call(programs)).ctx, input(more), { holds: false, why: '' });
    },
    undo: async (more) => run.undo?.((await call()).ctx, input(more)),
    remove: async () => {
      for (const each of contexts) await each.remove();
      await rm(path, { recursive: true, force: true });
    },
  };
  return folder;
}

/** Run a shell line as a person would, who breaks things or looks at them. */
export async function sh(command: string): Promise<string> {
  return (await execa('sh', ['-ec', command])).stdout;
}

/** The containers of such a folder that exist. */
export async function containers(prefix = 'vgt'): Promise<string[]> {
  return (await sh('lxc-ls -1')).split(/\s+/).filter((name) => name.startsWith(`${prefix}-`));
}

/** When a machine booted, and when it was provisioned, as it says itself. */
export async function history(name: string): Promise<{ booted: string; provisioned: string }> {
  const said = await sh(
    `lxc-attach -n ${name} -- sh -c 'cut -d" " -f22 /proc/1/stat; cat /provisioned'`,
  );
  const [booted = '', provisioned = ''] = said.split('\n');
  return { booted, provisioned };
}
