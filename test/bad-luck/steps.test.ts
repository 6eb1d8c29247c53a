import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readProcess } from '../../activities/process/proc.js';
import { waitFor } from '../activities/temp-folder.js';
import { type Place, place, told } from './told.js';

let at: Place;
beforeEach(async () => {
  at = await place();
});
afterEach(() => at.remove());

it('outputs over 64 KiB', async () => {
  const run = `printf 'list=%s\\n' "$(head -c 70000 /dev/zero | tr '\\0' x)" > "$MUSTER_OUTPUT"`;
  const { text, retried } = await told(at, 'shell', { run, outputs: { list: { type: 'string' } } });
  expect(text).toMatchInlineSnapshot(`
    "■ held at step (shell, outputs.too-large, attempt 1)
      The outputs of step take 70011 bytes; 65536 are allowed.

      Write them to a file, and put out its path.
    "
  `);
  expect(retried).toBe(false);
  expect(await at.files()).toEqual([]);
});

it('an output file of a gigabyte, which is not read', async () => {
  const run = 'truncate -s 1G "$MUSTER_OUTPUT"';
  const { text, retried } = await told(at, 'shell', { run, outputs: { list: { type: 'string' } } });
  expect(text).toMatchInlineSnapshot(`
    "■ held at step (shell, outputs.too-large, attempt 1)
      The script wrote more than 1 MiB to $MUSTER_OUTPUT.

      Write it to a file of its own, and put out its path.
    "
  `);
  expect(retried).toBe(false);
});

it('a step whose process ignores TERM is ended all the same, and all it started', async () => {
  const run = `
    trap 'echo TERM is ignored' TERM INT
    sleep 1000 & echo $! > child
    echo $$ > leader
    while :; do sleep 0.05; done`;
  const stop = new AbortController();
  const cancelled = new Error('cancelled by a person');
  const ended = told(at, 'shell', { run }, { signal: stop.signal });
  const [leader, child] = await Promise.all(
    ['leader', 'child'].map((name) =>
      waitFor(async () => Number(await readFile(join(at.folder, name), 'utf8')) || undefined),
    ),
  );
  stop.abort(cancelled);
  // Cancelled is not failed: the reason is passed on.
  await expect(ended).rejects.toBe(cancelled);
  expect(readProcess(leader as number)).toBeUndefined();
  expect(readProcess(child as number)?.state ?? 'Z').toBe('Z');
});

it('a folder that was removed while the run waited', async () => {
  const { text } = await told(at, 'shell', { run: 'true' }, { directory: join(at.folder, 'gone') });
  expect(text).toMatchInlineSnapshot(`
    "■ held at step (shell, file.missing, attempt 1)
      The folder /home/anna/demo/gone, in which bash should run, does not exist.

      Create the folder, or correct its path.
    "
  `);
  expect(existsSync(join(at.folder, 'gone'))).toBe(false);
});

it('a file that is not what the run was planned with', async () => {
  const path = join(at.folder, 'a.service');
  await writeFile(path, 'other');
  const files = [{ path, sha256: '0'.repeat(64) }];
  const { text, retried } = await told(at, 'shell', { run: 'true' }, { files });
  expect(text).toMatchInlineSnapshot(`
    "■ held at step (shell, file.differs, attempt 1)
      /home/anna/demo/a.service is not the file that the run was planned with.

      Restore it and resume; or take the changed one: end the run (muster abort
      NAME), then muster up again.
    "
  `);
  expect(retried).toBe(false);
});
