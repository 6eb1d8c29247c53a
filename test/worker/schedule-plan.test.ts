import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { planScheduled } from '../../worker/schedule-plan.js';
import { tempFolder } from '../activities/temp-folder.js';

let folder: Awaited<ReturnType<typeof tempFolder>>;
beforeEach(async () => {
  folder = await tempFolder();
});
afterEach(() => folder.remove());

it('a scheduled run tells its steps which secrets all of its pipelines declare', async () => {
  const file = join(folder.path, 'outer.yaml');
  const steps = (more: string) =>
    `steps:\n  - { id: a, run: 'true', env: { K: "\${{ secrets.${more} }}" } }\n`;
  await writeFile(join(folder.path, 'inner.yaml'), `name: inner\nsecrets: [IN]\n${steps('IN')}`);
  await writeFile(
    file,
    `name: outer\nsecrets: [OUT]\n${steps('OUT')}  - { id: b, uses: ./inner.yaml }\n`,
  );
  const by = { kind: 'user', id: 'me', via: 'page' } as const;
  const input = await planScheduled({ name: 'outer', file, mode: 'up', inputs: {}, by });
  expect(input.environment.secrets?.toSorted()).toEqual(['IN', 'OUT']);
});
