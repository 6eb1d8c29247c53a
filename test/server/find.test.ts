import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findPipelines } from '../../server/pipelines/find.js';

test('pipelines are known by what their YAML says, however it is written and whatever they are called', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'muster-found-'));
  const files = {
    'flow.yaml': 'name: flow\nsteps:\n  - { id: a, run: "true" }\n',
    'one-line.yaml': '{ name: one-line, steps: [{ id: a, run: "true" }] }\n',
    'quoted.yml': '"name": quoted\n"steps":\n- "uses": approval\n',
    'broken.yaml': 'name: broken\nsteps:\n  - id: a\n    run: "never closed\n',
    'workflow.yaml': 'name: other\njobs:\n  build:\n    steps:\n      - run: make\n',
    'steps-of-another-tool.yaml': 'steps:\n  - script: make\n',
    'words.yaml': 'text: |\n  steps:\n    - id: a\n',
    'deep.yaml': `steps: ${'['.repeat(100_000)}`,
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const found = await findPipelines([folder], []);
  expect(found.map(({ id }) => id)).toEqual(['broken', 'flow', 'one-line', 'quoted']);
  // What a file is, is told anew once it was changed.
  await writeFile(join(folder, 'flow.yaml'), 'name: flow\n');
  expect((await findPipelines([folder], [])).map(({ id }) => id)).not.toContain('flow');
  await rm(folder, { recursive: true });
});
