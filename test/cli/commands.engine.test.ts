import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exitCodes } from '../../cli/terminal/exit-codes.js';
import type { Answer } from './command-here.js';
import { MusterProcess } from './muster-process.js';

/** The commands as processes, on an engine of their own: one pipeline from nothing to nothing. */
let muster: MusterProcess;
let folder: string;

const pipeline = `
name: demo
inputs: { folder: { type: string } }
env: { FOLDER: "\${{ inputs.folder }}" }
steps:
  - id: world
    run: mkdir "$FOLDER"
    check: test -d "$FOLDER"
    undo: rm -rf "$FOLDER"
  - id: gate
    run: test -e "$FOLDER/key" || { echo there is no key >&2; exit 3; }; touch "$FOLDER/gate"
    check: test -e "$FOLDER/gate"
    undo: rm -f "$FOLDER/gate"
    retry: { attempts: 1 }
  - id: page
    run: echo "url=http://127.0.0.1:9/" >> "$MUSTER_OUTPUT"
    outputs: { url: { type: string } }
outputs: { page: "\${{ steps.page.outputs.url }}" }
`;

beforeAll(async () => {
  muster = await MusterProcess.create();
  folder = muster.folder;
  await mkdir(join(folder, 'demo'));
  await writeFile(join(folder, 'demo', 'pipeline.yaml'), pipeline);
});
afterAll(() => muster.clear());

const run = (...args: string[]): Promise<Answer> => muster.run(...args);
/** What has been shown of a process, or need not be. */
const here = (...args: string[]): Promise<Answer> => muster.runHere(...args);
const world = () => join(folder, 'world');
const given = () => ['demo', '--input', `folder=${world()}`];

test('from nothing through a hold to a cluster, drift, and nothing again', async () => {
  const before = await run('plan', ...given(), '--exit-code');
  expect(before).toMatchObject({ exitCode: exitCodes.drift });
  expect(before.stdout).toMatch(/\+ world +to do/);
  expect(existsSync(world())).toBe(false);

  const planned = / up .* (--planned \w+)$/m.exec(before.stdout)?.[1]?.split(' ') ?? [];
  const other = await here('up', 'demo', '--input', `folder=${folder}`, ...planned);
  expect(other.exitCode).toBe(exitCodes.refused);
  expect(other.stderr).toContain('demo is not what was planned');

  const held = await run('up', ...given(), ...planned);
  expect(held).toMatchObject({ exitCode: exitCodes.held, stdout: '' });
  expect(held.stderr).toContain('held at gate');
  expect(held.stderr).toContain('there is no key');
  expect((await here('status')).exitCode).toBe(exitCodes.held);

  const busy = await here('up', ...given());
  expect(busy).toMatchObject({ exitCode: exitCodes.refused });
  expect(busy.stderr).toContain('is held at gate');

  await writeFile(join(world(), 'key'), '');
  const resumed = await run('resume', 'demo', '--json');
  expect(resumed.exitCode).toBe(exitCodes.ok);
  expect(JSON.parse(resumed.stdout)).toMatchObject({
    state: 'succeeded',
    outputs: { page: 'http://127.0.0.1:9/' },
    actions: [{ verb: 'resume', steps: ['gate'] }],
  });
  expect((await run('logs', 'demo', 'gate')).stdout).toContain('there is no key');

  expect((await here('verify', ...given())).exitCode).toBe(exitCodes.ok);
  await rm(join(world(), 'gate'));
  const drifted = await run('verify', ...given());
  expect(drifted).toMatchObject({ exitCode: exitCodes.drift });
  expect(drifted.stdout).toMatch(/! gate +does not hold/);

  const again = await here('up', ...given());
  expect(again.exitCode).toBe(exitCodes.ok);
  expect(again.stdout).toContain('demo is up: 2 changed, 1 unchanged');

  const down = await run('down', 'demo', '--yes');
  expect(down.exitCode).toBe(exitCodes.ok);
  expect(existsSync(world())).toBe(false);
  expect((await here('runs')).stdout.match(/^demo /gm)).toHaveLength(3);
});

test('a held run is skipped, or aborted with all it made', async () => {
  await here('up', ...given());
  const skipped = await here('skip', 'demo', '--step', 'gate', '--reason', 'by hand');
  expect(skipped.exitCode).toBe(exitCodes.ok);
  expect(skipped.stdout).toContain('1 skipped');
  const shown = await here('resume', 'demo');
  expect(shown.exitCode).toBe(exitCodes.ok);
  expect(shown.stdout).toBe(skipped.stdout);
  expect((await here('skip', 'demo', '--step', 'gate', '--reason', 'x')).exitCode).toBe(
    exitCodes.refused,
  );

  await here('up', ...given(), '--name', 'other');
  const aborted = await here('abort', 'other', '--undo', '--reason', 'wrong folder');
  expect(aborted.exitCode).toBe(exitCodes.ok);
  expect(existsSync(world())).toBe(false);
  expect((await here('status', 'other')).exitCode).toBe(exitCodes.failed);
});

test('what is gone is taken down again, and half a down to its end, with undos that fail at nothing', async () => {
  const gone = join(folder, 'gone');
  await mkdir(gone);
  const text = `
name: gone
steps:
  - id: base
    run: touch base
    check: test -e base || { echo no base; exit 1; }
    undo: test ! -e stuck && rm base
    retry: { attempts: 1 }
  - id: top
    run: touch top
    check: test -e top || { echo no top; exit 1; }
    undo: rm top
`;
  await writeFile(join(gone, 'pipeline.yaml'), text);
  const down = async () => (await here('down', 'gone', '--yes')).exitCode;
  expect((await here('up', 'gone')).exitCode).toBe(exitCodes.ok);
  await writeFile(join(gone, 'stuck'), '');
  expect(await down()).toBe(exitCodes.failed);
  expect([existsSync(join(gone, 'base')), existsSync(join(gone, 'top'))]).toEqual([true, false]);
  await rm(join(gone, 'stuck'));
  expect(await down()).toBe(exitCodes.ok);
  expect(existsSync(join(gone, 'base'))).toBe(false);
  expect(await down()).toBe(exitCodes.ok);
});

test('a pipeline or inputs that are not valid start nothing', async () => {
  await writeFile(join(folder, 'bad.yaml'), 'name: bad\nsteps: [{ uses: shel }]\n');
  const bad = await here('up', 'bad.yaml');
  expect(bad).toMatchObject({ exitCode: exitCodes.invalid });
  expect(bad.stderr).toContain('did you mean shell?');
  const missing = await here('up', 'demo');
  expect(missing).toMatchObject({ exitCode: exitCodes.invalid });
  expect(missing.stderr).toContain('the input folder is missing');
});
