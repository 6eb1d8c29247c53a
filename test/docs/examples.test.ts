import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogue } from '../../activities/catalogue.js';
import { formatDiagnostics, loadPipeline } from '../../language/index.js';
import { tempFolder } from '../activities/temp-folder.js';
import { blocksOf, docs, saveFiles } from './blocks.js';

/** Pages with a test of their own. */
const elsewhere = ['adding-a-step.md'];
const pages = (await readdir(docs)).filter(
  (name) => /\.md$/.test(name) && !elsewhere.includes(name),
);

/** The complete pipelines of a page; the rest of its YAML is parts of one. */
async function pipelinesOf(page: string) {
  const blocks = await blocksOf(join(docs, page));
  return blocks.filter(({ language, text }) => language === 'yaml' && /^steps:/m.test(text));
}
const examples = await Promise.all(
  pages.map(async (page) => ({ page, pipelines: await pipelinesOf(page) })),
);

describe.each(examples.filter(({ pipelines }) => pipelines.length > 0))('docs/$page', (example) => {
  let folder: Awaited<ReturnType<typeof tempFolder>>;
  beforeAll(async () => {
    folder = await tempFolder();
    await saveFiles(join(docs, example.page), folder.path);
  });
  afterAll(() => folder.remove());

  it.each(example.pipelines)(
    'line $line: the pipeline is valid, without a warning',
    async (block) => {
      const file = join(folder.path, block.file ?? `line-${block.line}.yaml`);
      await writeFile(file, block.text);
      const { plan, diagnostics, sources } = await loadPipeline(file, catalogue);
      expect(formatDiagnostics(diagnostics, sources)).toBe('');
      expect(plan?.steps.length).toBeGreaterThan(0);
    },
  );
});

it('finds the examples of the tutorial', () => {
  const tutorial = examples.find(({ page }) => page === 'writing-a-pipeline.md');
  expect(tutorial?.pipelines.length).toBeGreaterThan(8);
});
