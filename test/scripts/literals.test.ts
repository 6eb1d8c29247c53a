import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { filesBelow, folders } from '../../scripts/lib/sources.mjs';

test.each([...folders, 'ui', 'test', 'bench', 'scripts'])(
  'no literal is spread into a literal in %s: its fields stand there by themselves',
  async (folder) => {
    const files = (await filesBelow(folder)).filter((file) => /\.(tsx?|mjs)$/.test(file));
    expect(files.length).toBeGreaterThan(0);
    const found = files.filter((file) => readFileSync(file, 'utf8').includes('...' + '{'));
    expect(found).toEqual([]);
  },
);
