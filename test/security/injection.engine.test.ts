import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MusterProcess } from '../cli/muster-process.js';

let muster: MusterProcess;
beforeAll(async () => {
  muster = await MusterProcess.create();
});
afterAll(() => muster.clear());

/** Each of it would be an order somewhere: to a shell, an expression, a runner, a terminal. */
const evil = [
  `"'; touch evil; $(touch evil) \`touch evil\` \${PATH}`,
  `\${{ secrets.NONE }} \${{ inputs.other }} {{ value }}`,
  '::set-output name=x::y ::add-mask::z',
  'key=value',
  '\u001b]0;owned\u0007\u001b[2J\u009b31m',
].join('\n');

it('values of inputs, outputs and items are data wherever they go', async () => {
  const at = (name: string) => join(muster.folder, name);
  await writeFile(at('template'), 'value={{ value }}\n');
  await writeFile(
    at('inputs.json'),
    JSON.stringify({ evil, items: ['../../up', '$(touch evil)'] }),
  );
  await writeFile(
    at('pipeline.yaml'),
    `
name: injection
inputs: { evil: { type: string }, items: { type: array }, other: { type: string, default: other } }
steps:
  - id: first
    env: { EVIL: "\${{ inputs.evil }}" }
    outputs: { said: { type: string } }
    run: |
      printf %s "$EVIL" > as-env
      { echo 'said<<END'; echo "$EVIL"; echo END; } > "$MUSTER_OUTPUT"
      echo "$EVIL"
  - id: second
    env: { EVIL: "\${{ steps.first.outputs.said }}" }
    run: printf %s "$EVIL" > as-output
  - id: file
    uses: file.template
    with: { template: template, path: as-file, values: { value: "\${{ inputs.evil }}" } }
  - id: each
    for-each: \${{ inputs.items }}
    env: { ITEM: "\${{ each.item }}" }
    run: echo "$ITEM" >> items
outputs: { said: "\${{ steps.first.outputs.said }}" }
`,
  );
  const up = await muster.runHere('up', 'pipeline.yaml', '--inputs', 'inputs.json');
  expect(up.exitCode, up.stderr).toBe(0);
  expect(readFileSync(at('as-env'), 'utf8')).toBe(evil);
  expect(readFileSync(at('as-output'), 'utf8')).toBe(evil);
  expect(readFileSync(at('as-file'), 'utf8')).toBe(`value=${evil}\n`);
  expect(readFileSync(at('items'), 'utf8').split('\n').toSorted().slice(1)).toEqual([
    '$(touch evil)',
    '../../up',
  ]);
  expect(existsSync(at('evil'))).toBe(false);
  const status = await muster.runHere('status', 'injection');
  for (const { stdout, stderr } of [up, status]) {
    expect(stdout + stderr).not.toMatch(/[^\P{Cc}\n\t]/u);
  }
  // A script that asks for the output gets what it is.
  expect((await muster.runHere('outputs', 'injection', 'said')).stdout).toBe(evil);
});

it('another user of the computer can read neither key, token nor history', async (task) => {
  await writeFile(join(muster.folder, 'one.yaml'), 'name: one\nsteps: [{ run: echo one }]\n');
  expect((await muster.runHere('up', 'one.yaml')).exitCode).toBe(0);
  const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups', '--'];
  const can = await execa('setpriv', [...nobody, 'true'], { reject: false });
  if (can.failed) return task.skip('no right to become another user');
  for (const file of [
    'payload.key',
    'api.token',
    'temporal.db',
    'temporal.db-wal',
    'runs',
    'logs',
  ]) {
    const path = join(muster.home.root, file);
    expect(existsSync(path)).toBe(true);
    const read = await execa('setpriv', [...nobody, 'head', '-c1', path], { reject: false });
    expect(read.stderr).toContain('Permission denied');
  }
});
