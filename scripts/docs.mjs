import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ms from 'ms';
import { z } from 'zod';
import { ensureBuild } from './lib/build.mjs';
import { references } from './lib/reference.mjs';
import { root } from './lib/run.mjs';

/** `npm run docs`: write `docs/reference/` from the schemas. A test compares. */
const modules = [
  'activities/catalogue',
  'contract/error-codes',
  'contract/limits',
  'language/compile/scope',
  'language/diagnostics/codes',
  'language/durations',
  'language/expressions/functions',
  'language/limits',
  'language/schema/pipeline',
];

await ensureBuild();
const loaded = await Promise.all(modules.map((name) => import(join(root, 'dist', `${name}.js`))));
const folder = join(root, 'docs', 'reference');
await mkdir(folder, { recursive: true });
for (const [name, text] of Object.entries(references(Object.assign({ z, ms }, ...loaded)))) {
  await writeFile(join(folder, name), text);
}
