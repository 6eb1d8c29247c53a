import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EngineError } from '../../../client/engine.js';
import { defaultHome, openHome } from '../../../worker/engine/home.js';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'muster-home-'));
});
afterAll(() => rm(root, { recursive: true }));

describe('the state directory', () => {
  it('is MUSTER_HOME, else the state directory of XDG, else below the home directory', () => {
    const env = { HOME: '/home/ada', XDG_STATE_HOME: '/var/ada', MUSTER_HOME: '/srv/muster' };
    expect(defaultHome(env)).toBe('/srv/muster');
    expect(defaultHome({ ...env, MUSTER_HOME: '' })).toBe('/var/ada/muster');
    expect(defaultHome({ HOME: '/home/ada' })).toBe('/home/ada/.local/state/muster');
  });

  it('ignores a relative XDG_STATE_HOME, as the specification says', () => {
    expect(defaultHome({ HOME: '/home/ada', XDG_STATE_HOME: 'state' })).toBe(
      '/home/ada/.local/state/muster',
    );
  });

  it('is made for its owner only', async () => {
    const home = await openHome(join(root, 'deep', 'muster'));
    expect((await stat(home.root)).mode & 0o777).toBe(0o700);
    expect((await stat(join(home.root, 'logs'))).mode & 0o777).toBe(0o700);
  });

  it('is opened again as it is', async () => {
    const path = join(root, 'again');
    await openHome(path);
    await chmod(path, 0o750);
    await openHome(path);
    expect((await stat(path)).mode & 0o777).toBe(0o750);
  });

  it('says what is wrong and what to do where it cannot be made', async () => {
    await writeFile(join(root, 'file'), '');
    const refused = openHome(join(root, 'file', 'muster'));
    await expect(refused).rejects.toThrow(EngineError);
    await expect(refused).rejects.toThrow(/cannot be used: .*\/file is no folder\./);
    await expect(refused).rejects.toMatchObject({ next: expect.stringContaining('MUSTER_HOME') });
  });
});
