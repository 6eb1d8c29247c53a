import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exitCodes } from '../../cli/terminal/exit-codes.js';
import type { RunComparison } from '../../contract/comparison.js';
import type { ResumePreview } from '../../contract/preview.js';
import { BringUp, stepOf } from './bring-up.js';

/** What `resume --dry-run` tells is what then happens. */
let lab: BringUp;
beforeAll(async () => {
  lab = await BringUp.create();
});
afterAll(() => lab.clear());

const pipeline = `inputs:
  word: { type: string, default: one }
steps:
  - { id: base, run: sh do.sh base, check: test -e made/base }
  - id: seed
    run: sh do.sh seed && echo "word=given" >> "$MUSTER_OUTPUT"
    outputs: { word: { type: string } }
  - id: text
    uses: file.template
    with: { template: text.in, path: text.out, values: { word: "\${{ inputs.word }}" } }
  - id: last
    run: sh do.sh last
    check: test -e made/last
    env: { WORD: "\${{ steps.seed.outputs.word }}" }
    retry: { attempts: 1 }
`;

async function held(name: string): Promise<void> {
  await lab.write(name, pipeline);
  await writeFile(join(lab.muster.folder, name, 'text.in'), 'the word is {{word}}\n');
  lab.break(name, 'last');
  const { exitCode, view } = await lab.run('up', name);
  expect([exitCode, stepOf(view, 'text').state]).toEqual([exitCodes.held, 'done']);
  await lab.mend(name, 'last');
}

async function foretold(...args: string[]): Promise<ResumePreview> {
  const { view } = await lab.run('resume', ...args, '--dry-run');
  return view as unknown as ResumePreview;
}

test('what was taken away while the run was held is told, and is made again', async () => {
  await held('gone');
  await lab.remove('gone', 'made/base');
  lab.effects('gone');
  const { steps } = await foretold('gone');
  expect(steps).toEqual([
    expect.objectContaining({
      id: 'base',
      action: 'checked',
      seen: expect.objectContaining({ holds: false }),
    }),
    expect.objectContaining({ id: 'seed', action: 'left-in-place' }),
    expect.objectContaining({
      id: 'text',
      action: 'checked',
      seen: expect.objectContaining({ holds: true }),
    }),
    expect.objectContaining({
      id: 'last',
      action: 'checked',
      seen: expect.objectContaining({ holds: false }),
    }),
  ]);
  expect(lab.effects('gone')).toEqual([]);
  const { view } = await lab.run('resume', 'gone');
  expect(view.steps.map(({ change }) => change)).toEqual([
    'changed',
    'reused',
    'unchanged',
    'changed',
  ]);
  expect(lab.effects('gone')).toEqual(['base', 'last']);
});

test('a file that was edited while the run was held is told, and taken over only with --pipeline', async () => {
  await held('edited');
  await writeFile(join(lab.muster.folder, 'edited', 'text.in'), 'now it is {{word}}\n');
  const plain = (await foretold('edited')).steps.find(({ id }) => id === 'text');
  expect(plain?.seen).toMatchObject({ why: expect.stringContaining('text.in') });
  expect(plain?.seen?.holds).toBeUndefined();

  const corrected = await foretold('edited', '--pipeline', 'edited');
  expect(corrected.steps.find(({ id }) => id === 'text')).toMatchObject({
    action: 'checked',
    definition: 'changed',
    seen: { holds: false },
  });
  const { view } = await lab.run('resume', 'edited', '--pipeline', 'edited');
  expect(view.state).toBe('succeeded');
  expect(stepOf(view, 'text').change).toBe('changed');
});

test('other inputs come with a corrected pipeline, and what read them is named before it is done again', async () => {
  await held('inputs');
  expect((await lab.muster.runHere('resume', 'inputs', '--input', 'word=two')).exitCode).toBe(
    exitCodes.usage,
  );
  const { view } = await lab.run('resume', 'inputs', '--pipeline', 'inputs', '--input', 'word=two');
  expect(view.state).toBe('succeeded');
  expect(view.steps.map(({ change }) => change)).toEqual([
    'unchanged',
    'reused',
    'changed',
    'changed',
  ]);
});

test('what was told is done with its fingerprint, and refused where it would be something else by then', async () => {
  await held('told');
  const text = join(lab.muster.folder, 'told', 'text.in');
  await writeFile(text, 'now it is {{word}}\n');
  const shown = await foretold('told', '--pipeline', 'told');
  await writeFile(text, 'and now {{word}}\n');
  const corrected = ['resume', 'told', '--pipeline', 'told', '--preview'];
  const late = await lab.muster.runHere(...corrected, shown.fingerprint);
  expect(late.exitCode).toBe(exitCodes.refused);
  expect(late.stderr.replace(/\s+/g, ' ')).toContain('something else now than');
  const again = await foretold('told', '--pipeline', 'told');
  expect(again.fingerprint).not.toBe(shown.fingerprint);
  const { view } = await lab.run(...corrected, again.fingerprint);
  expect(view.state).toBe('succeeded');
});

test('the fingerprint holds for a run that goes on in place or as a new one', async () => {
  await held('kept');
  const { fingerprint } = await foretold('kept');
  const wrong = await lab.muster.runHere('resume', 'kept', '--preview', '000000000000');
  expect(wrong.exitCode).toBe(exitCodes.refused);
  await lab.muster.runHere('abort', 'kept', '--yes');
  expect((await lab.muster.runHere('resume', 'kept', '--preview', '000000000000')).exitCode).toBe(
    exitCodes.refused,
  );
  const { view } = await lab.run(
    'resume',
    'kept',
    '--preview',
    (await foretold('kept')).fingerprint,
  );
  expect(view.state).toBe('succeeded');
  expect(fingerprint).toMatch(/^[0-9a-f]{12}$/);
});

test('there is nothing to tell of a run that succeeded', async () => {
  await held('well');
  await lab.run('resume', 'well');
  const { exitCode, stderr } = await lab.muster.runHere('resume', 'well', '--dry-run');
  expect(exitCode).toBe(exitCodes.refused);
  expect(stderr).toContain('there is nothing to go on with');
});

test('`status --against last-green` names what differs from the last run that succeeded', async () => {
  await held('green');
  const first = await lab.muster.runHere('status', 'green', '--against', 'last-green');
  expect(first.stderr).toContain('No run of green succeeded before this one');
  await lab.run('resume', 'green');
  await writeFile(join(lab.muster.folder, 'green', 'text.in'), 'and now {{word}}\n');
  lab.break('green', 'seed');
  expect((await lab.run('up', 'green')).exitCode).toBe(exitCodes.held);
  const { view } = await lab.run('status', 'green', '--against', 'last-green');
  const comparison = view as unknown as RunComparison;
  expect(comparison).toMatchObject({ pipeline: 'changed', inputs: {} });
  const of = (id: string) => comparison.steps.find((step) => step.id === id);
  expect(of('base')).toMatchObject({ definition: 'same' });
  expect(of('seed')).toMatchObject({
    definition: 'same',
    outcome: { was: 'done, reused', is: 'held, program.failed' },
  });
  expect(of('text')).toMatchObject({ definition: 'changed', outcome: { is: 'waiting' } });
});
