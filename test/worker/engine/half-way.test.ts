import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { openFiles } from '../../../cli/doctor/computer.js';
import { signingKey } from '../../../client/codec.js';
import { EngineError } from '../../../client/engine.js';
import { runDaemon } from '../../../worker/engine/daemon.js';
import { Ending } from '../../../worker/engine/ending.js';
import { homeAt } from '../../../worker/engine/home.js';
import { openFilesLimit, refuseFewFiles } from '../../../worker/engine/open-files.js';

let root: string | undefined;
afterEach(async () => {
  vi.unstubAllEnvs();
  if (root !== undefined) await rm(root, { recursive: true });
  root = undefined;
});

it.each(['queue', 'payload.key', 'host-id'])(
  'an empty %s ends a start before it begins',
  async (name) => {
    root = await mkdtemp(join(tmpdir(), 'muster-empty-'));
    // No program of that name: whoever gets so far as to start Temporal's server says so.
    vi.stubEnv('MUSTER_TEMPORAL', '/nowhere/temporal');
    await writeFile(join(root, name), '\n', { mode: 0o600 });
    const startApi = () => Promise.reject(new Error('not so far'));
    const start = runDaemon({ home: root, background: true, startApi });
    await expect(start).rejects.toThrow(`${homeAt(root).root}/${name} is empty.`);
    await expect(start).rejects.toBeInstanceOf(EngineError);
  },
);

it.each(['temporal.db', 'tickets', 'runs'])(
  'a key that was lost is not replaced where there are runs (%s)',
  async (name) => {
    root = await mkdtemp(join(tmpdir(), 'muster-lost-'));
    vi.stubEnv('MUSTER_TEMPORAL', '/nowhere/temporal');
    await writeFile(join(root, name), '');
    const startApi = () => Promise.reject(new Error('not so far'));
    const start = runDaemon({ home: root, background: true, startApi });
    await expect(start).rejects.toMatchObject({
      message: expect.stringMatching(/payload\.key is missing, and there are runs/),
      next: expect.stringMatching(/from a copy/),
    });
    await expect(readFile(join(root, 'payload.key'))).rejects.toThrow('ENOENT');
  },
);

it('a key that is none is told with what to do', async () => {
  root = await mkdtemp(join(tmpdir(), 'muster-key-'));
  await writeFile(join(root, 'payload.key'), 'abc\n', { mode: 0o600 });
  await expect(signingKey(root)).rejects.toMatchObject({ next: expect.stringContaining('copy') });
});

it('what comes up after the start has failed is ended too', async () => {
  const ending = new Ending(new AbortController().signal);
  const stopped: string[] = [];
  const stop = (what: string) => async () => void stopped.push(what);
  ending.onEnd('first', stop('first'));
  ending.onEnd('second', stop('second'));
  await ending.undoAll();
  ending.onEnd('late', stop('late'));
  await vi.waitUntil(() => stopped.length === 3);
  expect(stopped).toEqual(['second', 'first', 'late']);
});

it('too few open files are told before anything starts', () => {
  const limits = (hard: string) =>
    `Limit Soft Hard Units\nMax open files            40      ${hard}     files\n`;
  expect(openFilesLimit(limits('96'))).toBe(96);
  expect(openFilesLimit(limits('unlimited'))).toBeUndefined();
  expect(openFilesLimit('')).toBeUndefined();
  expect(() => refuseFewFiles(96)).toThrow('Only 96 files may be open');
  expect(() => refuseFewFiles(256)).not.toThrow();
  expect(() => refuseFewFiles(undefined)).not.toThrow();
  expect(openFiles(96)).toMatchObject({ ok: false, need: 'muster' });
  expect(openFiles(4096)).toMatchObject({ ok: true });
});
