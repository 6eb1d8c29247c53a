import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ownVersion } from '../../../worker/engine/version.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'muster-version-'));
  await writeFile(join(root, 'package.json'), '{"version":"1.2.3"}');
  await mkdir(join(root, 'dist'));
});
afterEach(() => rm(root, { recursive: true }));

it('is the version of the package, and tells one build from another', async () => {
  await writeFile(join(root, 'dist', '.build-id'), `${'ab'.repeat(32)}\n`);
  expect(ownVersion(root)).toBe('1.2.3+abababababab');
  await writeFile(join(root, 'dist', '.build-id'), 'cd'.repeat(32));
  expect(ownVersion(root)).toBe('1.2.3+cdcdcdcdcdcd');
});

it('is the version alone where nobody noted the build', () => {
  expect(ownVersion(root)).toBe('1.2.3');
});
