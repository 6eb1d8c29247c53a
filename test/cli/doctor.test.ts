import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { lookAtComputer, nodeVersion } from '../../cli/doctor/computer.js';
import { lookAtPrograms } from '../../cli/doctor/programs.js';
import { doctorLines } from '../../cli/render/doctor.js';
import { temporalVersion } from '../../worker/engine/temporal-program.js';
import { plainStyle } from './fixtures.js';

test.each([
  ['20.19.0', true],
  ['22.0.0', true],
  ['20.18.9', false],
  ['18.20.0', false],
])('Node %s can run Muster: %s', (version, ok) => {
  expect(nodeVersion(version).ok).toBe(ok);
});

test('a program that is not there is missing, with what follows from it', async () => {
  const found = await lookAtPrograms({ PATH: '/nowhere' });
  expect(found.map(({ ok }) => ok)).toEqual(found.map(() => false));
  expect(found.every(({ follows }) => follows !== undefined)).toBe(true);
});

test('a program that is named but is not there is a fault of Muster itself', async () => {
  const found = await lookAtComputer({ HOME: '/', MUSTER_TEMPORAL: '/nowhere/temporal' });
  expect(found.find(({ name }) => name === "Temporal's server")).toMatchObject({
    ok: false,
    need: 'muster',
  });
});

test('the file of secrets is read as a worker reads it, and nothing of its text is shown', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'muster-doctor-'));
  const file = join(folder, 'secrets');
  const env = { HOME: '/', MUSTER_SECRETS: file };
  const look = async () => {
    const found = await lookAtComputer(env);
    return found.find(({ name }) => name === 'Secrets');
  };
  try {
    expect(await look()).toBeUndefined();
    await writeFile(file, 'TOKEN=violet\nOTHER=horse #21\n', { mode: 0o600 });
    const doubtful = await look();
    expect(doubtful).toMatchObject({ ok: false, found: expect.stringContaining('Line 2: ') });
    expect(doubtful?.follows).not.toContain('resume');
    expect(JSON.stringify(doubtful)).not.toContain('horse');
    await writeFile(file, 'TOKEN=violet\nOTHER=horse\n');
    expect(await look()).toEqual({
      name: 'Secrets',
      need: 'muster',
      ok: true,
      found: `2 in ${file}`,
    });
    await chmod(file, 0o644);
    expect(await look()).toMatchObject({
      ok: false,
      follows: expect.stringContaining('chmod 600'),
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('the copy of Temporal that Muster keeps is found; without any it is told what follows', async () => {
  const cache = await mkdtemp(join(tmpdir(), 'muster-doctor-'));
  try {
    const env = { HOME: '/', PATH: '/nowhere', XDG_CACHE_HOME: cache };
    const look = async () => {
      const found = await lookAtComputer(env);
      return found.find(({ name }) => name === "Temporal's server");
    };
    expect(await look()).toMatchObject({ ok: true, found: expect.stringContaining('none yet') });
    const kept = join(cache, 'muster', `temporal-${temporalVersion}`, 'bin', 'temporal');
    await mkdir(dirname(kept), { recursive: true });
    await writeFile(kept, '', { mode: 0o755 });
    expect(await look()).toMatchObject({ ok: true, found: kept });
  } finally {
    await rm(cache, { recursive: true });
  }
});

test('findings stand by what they are for', () => {
  const lines = doctorLines(
    [
      { name: 'Node', need: 'muster', ok: true, found: '20.20.2' },
      { name: 'root', need: 'lab', ok: false, found: 'no', follows: 'run it as root' },
    ],
    plainStyle,
  );
  expect(lines.join('\n')).toContain('✔ Node  20.20.2');
  expect(lines.join('\n')).toContain('✖ root  no\n          run it as root');
});

test.each([
  [{}, undefined],
  [{ http_proxy: 'http://anna:hush@proxy' }, { ok: true }],
  [{ ALL_PROXY: 'http://proxy', TEMPORAL_ADDRESS: 'temporal:7233' }, { ok: true }],
  [
    { https_proxy: 'http://proxy', TEMPORAL_ADDRESS: 'temporal:7233' },
    { ok: true, follows: expect.stringContaining('temporal:7233 is asked through https_proxy') },
  ],
])('proxies of the environment are named, and what goes through them: %o', async (env, finding) => {
  const found = (await lookAtComputer({ HOME: '/', ...env })).find(({ name }) => name === 'Proxy');
  if (finding === undefined) expect(found).toBeUndefined();
  else expect(found).toMatchObject(finding);
  // A proxy's address may hold a password.
  expect(JSON.stringify(found ?? '')).not.toContain('hush');
});
