import { resolve } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { filesOf, templates } from '../../cli/templates/shipped.js';

const root = resolve(import.meta.dirname, '../..');

/** Paths that `npm pack` would put into the package. */
async function packed(): Promise<string[]> {
  const pack = await execa('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
  });
  const [{ files }] = JSON.parse(pack.stdout) as [{ files: { path: string }[] }];
  return files.map(({ path }) => path);
}

test('the package holds what runs and the pipelines as they are shipped, nothing that a run left', async () => {
  const paths = await packed();
  expect(paths).toEqual(
    expect.arrayContaining([
      'dist/muster.js',
      'dist/workflow-bundle.js',
      'dist/.build-id',
      'pipelines/lab/pipeline.yaml',
    ]),
  );
  expect(
    paths.filter((path) => /(^|\/)(test|bench|node_modules)\/|\.tsbuildinfo$/.test(path)),
  ).toEqual([]);
  for (const { name, folder } of await templates()) {
    const own = paths.filter((path) => path.startsWith(`pipelines/${name}/`));
    // npm leaves .gitignore out, whatever `files` says.
    const shipped = (await filesOf(folder)).filter((path) => path !== '.gitignore');
    expect(own.map((path) => path.slice(`pipelines/${name}/`.length)).sort()).toEqual(shipped);
  }
});
