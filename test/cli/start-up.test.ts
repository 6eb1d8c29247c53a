import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** Packages that are loaded with a file: what it imports at once, not what it loads when asked. */
async function packagesOf(file: string, seen = new Set<string>()): Promise<Set<string>> {
  const packages = new Set<string>();
  if (seen.has(file)) return packages;
  seen.add(file);
  const text = await readFile(file, 'utf8');
  const imports = /^(?:import|export)(?! type)\s[^;]*?from '([^']+)'|^import '([^']+)'/gm;
  for (const [, from, bare] of text.matchAll(imports)) {
    const name = from ?? bare ?? '';
    if (!name.startsWith('.')) {
      packages.add(name);
      continue;
    }
    const inner = join(dirname(file), name.replace(/\.js$/, '.ts'));
    expect(existsSync(inner), `${inner}, imported by ${file}`).toBe(true);
    for (const found of await packagesOf(inner, seen)) packages.add(found);
  }
  return packages;
}

test('help needs no more than the parser of arguments and colours', async () => {
  const packages = await packagesOf(join(root, 'cli/main.ts'));
  const own = [...packages].filter((name) => !name.startsWith('node:'));
  expect(own.sort()).toEqual(['commander', 'picocolors']);
});

test.each(['validate', 'steps'])(
  '%s loads neither Temporal nor what runs programs',
  async (name) => {
    const packages = [...(await packagesOf(join(root, `cli/commands/${name}.ts`)))];
    expect(packages).toContain('zod');
    expect(packages.filter((one) => /^@temporalio|^execa|^etcd3|^hono/.test(one))).toEqual([]);
  },
);

test('following a run loads the client only when it is needed', async () => {
  const packages = [...(await packagesOf(join(root, 'cli/commands/up.ts')))];
  expect(packages.filter((one) => one.startsWith('@temporalio'))).toEqual([]);
});
