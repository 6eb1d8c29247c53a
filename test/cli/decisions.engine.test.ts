import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exitCodes } from '../../cli/terminal/exit-codes.js';
import { MusterProcess } from './muster-process.js';

/** What a person decides of a run: approve, reject, pause; and what a run gives, to a process as well. */
const pipeline = `
name: release
steps:
  - id: build
    run: echo "version=1.2" >> "$MUSTER_OUTPUT"; echo "parts=[3, 4]" >> "$MUSTER_OUTPUT"
    outputs: { version: { type: string }, parts: { type: array } }
  - id: gate
    uses: approval
    with: { message: "Ship \${{ steps.build.outputs.version }}?" }
  - id: ship
    run: 'true'
outputs:
  version: "\${{ steps.build.outputs.version }}"
  parts: "\${{ steps.build.outputs.parts }}"
  by: "\${{ steps.gate.outputs.by }}"
`;

let muster: MusterProcess;
beforeAll(async () => {
  muster = await MusterProcess.create();
  await mkdir(join(muster.folder, 'release'));
  await writeFile(join(muster.folder, 'release', 'pipeline.yaml'), pipeline);
});
afterAll(() => muster.clear());

test('a run waits for approval, says how to answer, and goes on when it is approved', async () => {
  const waiting = await muster.runHere('up', 'release');
  expect(waiting.exitCode).toBe(exitCodes.held);
  expect(waiting.stderr).toMatch(/gate waits for approval\n {2}Ship 1\.2\?/);
  const status = await muster.runHere('status', 'release');
  expect(status.exitCode).toBe(exitCodes.held);
  expect(status.stdout).toMatch(/^To answer:\n {2}\S.* approve release( +let it go on)?$/m);
  expect((await muster.runHere('outputs', 'release')).stderr).toContain('is waiting-approval');
  const ofBuild = await muster.runHere('outputs', 'release', '--step', 'build', '--json');
  expect(JSON.parse(ofBuild.stdout)).toEqual({ version: '1.2', parts: [3, 4] });
  const ofNone = await muster.runHere('outputs', 'release', '--step', 'biuld');
  expect(ofNone).toMatchObject({ exitCode: exitCodes.usage });
  expect(ofNone.stderr).toContain('did you mean build?');

  const rejected = await muster.runHere('reject', 'release', '--reason', 'not now', '--detach');
  expect(rejected.exitCode).toBe(exitCodes.ok);
  const held = await muster.runHere('status');
  expect(held.exitCode).toBe(exitCodes.held);
  expect(held.stdout).toMatch(/@\S+ rejected it: not now/);

  const asked = await muster.runHere('resume', 'release');
  expect(asked.exitCode).toBe(exitCodes.held);
  expect((await muster.runHere('approve', 'release', '--step', 'ship')).exitCode).toBe(
    exitCodes.refused,
  );
  const approved = await muster.runHere('approve', 'release', '--reason', 'Sunday', '--json');
  expect(approved.exitCode).toBe(exitCodes.ok);
  expect(JSON.parse(approved.stdout)).toMatchObject({
    state: 'succeeded',
    actions: [{ verb: 'reject' }, { verb: 'resume' }, { verb: 'approve', reason: 'Sunday' }],
  });
});

test('outputs of a run are given bare to scripts', async () => {
  expect(await muster.run('outputs', 'release', 'version')).toMatchObject({
    exitCode: exitCodes.ok,
    stdout: '1.2',
    stderr: '',
  });
  expect((await muster.run('outputs', 'release', 'parts')).stdout).toBe('3\n4');
  const all = JSON.parse((await muster.run('outputs', 'release', '--json')).stdout);
  expect(all).toMatchObject({ version: '1.2', parts: [3, 4], by: expect.stringContaining('@') });
  const missing = await muster.run('outputs', 'release', 'versoin');
  expect(missing.exitCode).toBe(exitCodes.usage);
  expect(missing.stderr).toContain('did you mean version?');
});

test('a paused run starts nothing new until it is resumed', async () => {
  await muster.runHere('up', 'release', '--name', 'second');
  const paused = await muster.runHere('pause', 'second');
  expect(paused).toMatchObject({ exitCode: exitCodes.ok, stderr: '' });
  expect(paused.stdout).toMatch(/second is paused: nothing new starts\n {2}by \S+@/);
  await muster.runHere('approve', 'second', '--detach');
  const status = await muster.runHere('status', 'second', '--json');
  expect(JSON.parse(status.stdout)).toMatchObject({
    state: 'paused',
    steps: [{ id: 'build' }, { id: 'gate', state: 'done' }, { id: 'ship', state: 'waiting' }],
  });
  expect((await muster.runHere('pause', 'second')).stderr).toContain('paused already');
  const resumed = await muster.runHere('resume', 'second');
  expect(resumed.exitCode).toBe(exitCodes.ok);
  expect(resumed.stdout).toContain('second is up');
});
