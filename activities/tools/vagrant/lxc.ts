import { existsSync } from 'node:fs';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { ExecResult, StepContext } from '../../contract/context.js';
import { StepError } from '../../contract/step-error.js';
import { withLock } from '../../process/lock.js';
import type { UnfinishedNote } from './unfinished.js';
import { type Folder, vagrantEnv } from './vagrant-command.js';

/** Whom a container belongs to. */
export type Owner =
  /** Another Vagrant folder. */
  | { kind: 'folder'; folder: string }
  /** One that was removed without its machines being taken down; Vagrant still lists it. */
  | { kind: 'lost-folder'; folder: string }
  /** This folder: an `up` that was cut short made it, and did not come to note it. */
  | { kind: 'half-made' }
  /** Somebody. */
  | { kind: 'other' };

/** Vagrant holds its index' lock for moments only, in ms. */
const indexPatience = 60_000;

const machineIndex = z.object({
  machines: z.record(
    z.string(),
    z.object({
      name: z.string(),
      provider: z.string(),
      vagrantfile_path: z.string(),
      local_data_path: z.string(),
    }),
  ),
});

/**
 * Find out whom the container of that name belongs to, which no machine of this folder claims.
 * Vagrant's index lists the machines of every folder of this user.
 */
export async function ownerOf(
  ctx: StepContext,
  folder: Folder,
  name: string,
  note: UnfinishedNote | undefined,
): Promise<Owner> {
  const env = { ...ctx.env, ...vagrantEnv(folder) };
  const home = env.VAGRANT_HOME ?? join(env.HOME ?? homedir(), '.vagrant.d');
  let lost: string | undefined;
  for (const machine of await indexed(ctx, join(home, 'data', 'machine-index', 'index'))) {
    const { vagrantfile_path: owner } = machine;
    if (machine.provider !== 'lxc' || owner === folder.directory) continue;
    const id = await readFile(
      join(machine.local_data_path, 'machines', machine.name, 'lxc', 'id'),
      'utf8',
    ).catch(() => undefined);
    if (!existsSync(owner)) {
      // What it called its container went with it: mostly that is the machine's name.
      if ((id?.trim() ?? machine.name) === name) lost = owner;
    } else if (id?.trim() === name) return { kind: 'folder', folder: owner };
  }
  if (await isHalfMade(ctx, name, note)) return { kind: 'half-made' };
  return lost === undefined ? { kind: 'other' } : { kind: 'lost-folder', folder: lost };
}

/**
 * A container that our own `up` left half made: made after we began to make that machine, and
 * never started since Vagrant starts it only once it has noted it.
 */
async function isHalfMade(
  ctx: StepContext,
  name: string,
  note: UnfinishedNote | undefined,
): Promise<boolean> {
  if (!note?.creates) return false;
  const path = await containerPath(ctx, name);
  const made = await stat(path).catch(() => undefined);
  if (made === undefined || made.birthtimeMs < note.began) return false;
  return (await containerState(ctx, name)) !== 'RUNNING';
}

/** `RUNNING`, `STOPPED`, …; undefined where LXC does not know such a container. */
export async function containerState(ctx: StepContext, name: string): Promise<string | undefined> {
  const asked = await lxcInfo(ctx, name);
  return asked?.exitCode === 0 ? asked.stdout.trim() : undefined;
}

/** Whether LXC has a container of that name, in any state; undefined where it does not say. */
export async function containerExists(
  ctx: StepContext,
  name: string,
): Promise<boolean | undefined> {
  const asked = await lxcInfo(ctx, name);
  if (asked?.exitCode === 0) return true;
  return asked && /doesn't exist/.test(asked.stdout + asked.stderr) ? false : undefined;
}

/** Undefined where LXC is not installed: what follows from that, Vagrant says. */
async function lxcInfo(ctx: StepContext, name: string): Promise<ExecResult | undefined> {
  const asked = ctx.exec('lxc-info', ['-sH', '-n', name], { quiet: true });
  return asked.catch((error: unknown) => {
    if (error instanceof StepError && error.code === 'program.missing') return undefined;
    throw error;
  });
}

/** End a container at once. Its units were stopped before, or it is to be thrown away. */
export async function killContainer(ctx: StepContext, name: string): Promise<void> {
  await ctx.exec('lxc-stop', ['-k', '-n', name], { quiet: true, timeout: 60_000 });
}

/** Remove a container with all that is in it. True if it is gone. */
export async function destroyContainer(ctx: StepContext, name: string): Promise<boolean> {
  const { exitCode } = await ctx.exec('lxc-destroy', ['-f', '-n', name], { timeout: 300_000 });
  const gone = (await stat(await containerPath(ctx, name)).catch(() => undefined)) === undefined;
  return exitCode === 0 || gone;
}

/**
 * Remove what LXC leaves of a container whose making was killed at its very begin: a folder with the
 * file `partial` alone. LXC itself says that there is no such container, destroys none, and cannot
 * make one (lxc 5.0, `create_partial`: File exists). True if there was one, from after `began` (ms).
 */
export async function removeStub(ctx: StepContext, name: string, began: number): Promise<boolean> {
  const path = await containerPath(ctx, name);
  const inside = await readdir(path).catch(() => []);
  if (inside.length !== 1 || inside[0] !== 'partial') return false;
  const { birthtimeMs } = await stat(path);
  if (birthtimeMs < began) return false;
  await rm(path, { recursive: true });
  return true;
}

async function containerPath(ctx: StepContext, name: string): Promise<string> {
  const { stdout } = await ctx.exec('lxc-config', ['lxc.lxcpath'], { quiet: true });
  return join(stdout.trim() || '/var/lib/lxc', name);
}

/**
 * The machines in Vagrant's index. It writes that file in place, under a lock: without it half a file
 * may be read, in which nobody is named.
 */
async function indexed(ctx: StepContext, path: string) {
  const read = () => readFile(path, 'utf8').catch(() => '{"machines":{}}');
  const text = existsSync(path)
    ? await withLock(`${path}.lock`, { wait: indexPatience, signal: ctx.signal }, read)
    : '';
  try {
    return Object.values(machineIndex.parse(JSON.parse(text)).machines);
  } catch {
    return [];
  }
}
