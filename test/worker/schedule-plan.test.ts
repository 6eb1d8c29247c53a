import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Place } from '../../client/requests.js';
import { planScheduled } from '../../worker/schedule-plan.js';
import type { ScheduledInput } from '../../workflows/contract.js';
import { fakeRuns, somebody } from '../cli/fake-runs.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-scheduled-'));
  const text =
    'name: nightly\ninputs:\n  size: { type: integer }\nsteps:\n  - id: a\n    run: echo\n';
  await writeFile(join(folder, 'nightly.yaml'), text);
});
afterAll(() => rm(folder, { recursive: true }));

function turn(more: Partial<ScheduledInput>, place?: Place) {
  const { by, queue } = somebody;
  const file = join(folder, 'nightly.yaml');
  const input = { file, mode: 'up', inputs: { size: '3' }, name: 'nightly', by, ...more } as const;
  return planScheduled(input, { runs: fakeRuns([], { placeOf: async () => place }), queue });
}

test('a turn has the inputs checked, and says that a schedule started it', async () => {
  const by = { ...somebody.by, via: 'schedule' };
  expect(await turn({})).toMatchObject({ plan: { name: 'nightly' }, inputs: { size: 3 }, by });
  await expect(turn({ inputs: {} })).rejects.toMatchObject({
    type: 'inputs.invalid',
    message: expect.stringContaining('size is missing'),
  });
});

test.each(['up', 'look'] as const)(
  'a turn (%s) of what is up elsewhere is not had here',
  async (mode) => {
    const place = { queue: 'h1-3fa9c2', isOpen: false, isDown: false };
    await expect(turn({ mode }, place)).rejects.toMatchObject({
      type: 'host.elsewhere',
      message: expect.stringContaining('queue h1-3fa9c2'),
      nonRetryable: true,
    });
    await expect(turn({ mode }, { ...place, queue: somebody.queue })).resolves.toMatchObject({
      mode,
    });
  },
);

test('a scheduled run tells its steps which secrets all of its pipelines declare', async () => {
  const file = join(folder, 'outer.yaml');
  const steps = (more: string) =>
    `steps:\n  - { id: a, run: 'true', env: { K: "\${{ secrets.${more} }}" } }\n`;
  await writeFile(join(folder, 'inner.yaml'), `name: inner\nsecrets: [IN]\n${steps('IN')}`);
  await writeFile(
    file,
    `name: outer\nsecrets: [OUT]\n${steps('OUT')}  - { id: b, uses: ./inner.yaml }\n`,
  );
  const input = await turn({ name: 'outer', file, inputs: {} });
  expect(input.environment.secrets?.toSorted()).toEqual(['IN', 'OUT']);
});
