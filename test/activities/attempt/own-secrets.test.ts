import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createSecretSource } from '../../../activities/attempt/secrets.js';
import type { StepTask } from '../../../contract/task.js';
import { tempFolder } from '../temp-folder.js';
import { attempt, stepTask, stepType } from './step-task.js';

let folder: Awaited<ReturnType<typeof tempFolder>>;
let home: string;
beforeEach(async () => {
  folder = await tempFolder();
  home = join(folder.path, 'home');
});
afterEach(() => folder.remove());

const secrets = { STAGE: 'staging', TOKEN: 'the-token-of-a-test' };

/** A task of a run whose pipelines declare these secrets. */
const declaring = (names: string[], changes: Partial<StepTask> = {}) =>
  stepTask(folder.path, {
    environment: { host: hostname(), variables: {}, secrets: names },
    ...changes,
  });

/** A step that holds, with these outputs. */
const puttingOut = (outputs: Record<string, unknown>) =>
  stepType({ check: async () => ({ holds: true, outputs }) });

const hides = async (source: ReturnType<typeof createSecretSource>, task: StepTask) =>
  (await source.maskerOf(task)).text(Object.values(secrets).join(' '));

const source = () =>
  createSecretSource({
    memory: new Map(Object.entries(secrets)),
    environment: {},
    file: join(folder.path, 'none'),
  });

it('hides what the run declares, given to this step or not, and nothing of other runs', async () => {
  const known = source();
  expect(await hides(known, declaring(['TOKEN', 'STAGE']))).toBe('*** ***');
  expect(await hides(known, declaring(['TOKEN']))).toBe('staging ***');
  expect(await hides(known, declaring([]))).toBe('staging the-token-of-a-test');
});

it('hides what a step is given, and what an earlier step of the run was given', async () => {
  const known = source();
  const given = { env: { value: { T: null }, secrets: { '/T': 'TOKEN' } } };
  expect(await hides(known, declaring([], given))).toBe('staging ***');
  expect(await hides(known, declaring([]))).toBe('staging ***');
  const other = { run: { name: 'other', runId: 'run-2', pipeline: 'other' } };
  expect(await hides(known, declaring([], other))).toBe('staging the-token-of-a-test');
});

it('hides every value that goes by a name, whoever gave it', async () => {
  const file = join(folder.path, 'secrets');
  await writeFile(file, 'TOKEN=of-the-file\n', { mode: 0o600 });
  const known = createSecretSource({
    memory: new Map([['TOKEN', 'of-the-command']]),
    environment: { MUSTER_SECRET_TOKEN: 'of-the-worker' },
    file,
  });
  const masker = await known.maskerOf(declaring(['TOKEN']));
  expect(masker.text('of-the-command of-the-worker of-the-file')).toBe('*** *** ***');
});

it('runs nothing while nobody knows what is to be hidden', async () => {
  const file = join(home, 'no-secrets');
  await attempt(declaring([]), puttingOut({}), { home });
  await writeFile(file, 'STAGE=staging\n', { mode: 0o644 });
  await expect(attempt(declaring(['STAGE']), puttingOut({}), { home })).rejects.toMatchObject({
    type: 'secret.missing',
    message: expect.stringContaining('is not used'),
  });
  // What the command handed over needs no file, and a run without secrets neither.
  await attempt(declaring(['STAGE']), puttingOut({}), { home, secrets });
  await attempt(declaring([]), puttingOut({}), { home });
});

it('gives outputs on as they are where another run has a secret that is a word in them', async () => {
  const outputs = { word: '/tmp/staging-note', doc: { staging: { on: true } } };
  expect(await attempt(declaring(['TOKEN']), puttingOut(outputs), { home, secrets })).toEqual({
    holds: true,
    changed: false,
    outputs,
  });
});

it.each([
  ['a text', 'url', 'https://api/?key=the-token-of-a-test'],
  ['a list', 'list', [1, ['x', 'the-token-of-a-test']]],
  ['a name of a field', 'doc', { 'the-token-of-a-test': true }],
  ['a form of it', 'auth', Buffer.from(`me:${secrets.TOKEN}`).toString('base64')],
])('refuses an output that holds a secret of the run: %s', async (_, name, value) => {
  const task = declaring(['STAGE', 'TOKEN']);
  const made = attempt(task, puttingOut({ fine: 'x', [name]: value }), { home, secrets });
  await expect(made).rejects.toMatchObject({
    type: 'secret.in-output',
    nonRetryable: true,
    message: `The output ${name} of box holds the secret TOKEN, and outputs can be read by others.`,
    details: [expect.objectContaining({ next: expect.stringContaining('secrets.TOKEN') })],
  });
});

it('leaves numbers alone, which nobody can tell from others', async () => {
  const outputs = { count: 120245, on: true };
  const made = await attempt(declaring(['PIN']), puttingOut(outputs), {
    home,
    secrets: { PIN: '1202' },
  });
  expect(made).toMatchObject({ outputs });
});

it('says of a step without a check whose outputs are refused that it was done', async () => {
  const type = stepType({ apply: async () => ({ word: 'staging' }) });
  const task = declaring(['STAGE'], { checked: false });
  const made = attempt(task, type, { home, secrets, call: { repeatable: false } });
  await expect(made).rejects.toMatchObject({
    type: 'outcome.unknown',
    message: expect.stringMatching(/holds the secret STAGE.* it ended with 0, so it was done/),
  });
});

it('gives programs the secrets that the step was given, and no others that the worker has', async () => {
  vi.stubEnv('MUSTER_SECRET_OTHER', 'of another pipeline');
  const task = declaring(['TOKEN', 'STAGE'], {
    env: { value: { GIVEN: null }, secrets: { '/GIVEN': 'TOKEN' } },
    environment: { host: hostname(), variables: { PATH: process.env.PATH ?? '' } },
  });
  let seen: string[] = [];
  const type = stepType({
    check: async (ctx) => {
      seen = (await ctx.exec('env', [])).stdout.split('\n');
      return { holds: true, outputs: {} };
    },
  });
  await attempt(task, type, { home, secrets });
  expect(seen).toContain(`GIVEN=${secrets.TOKEN}`);
  expect(seen.join('\n')).not.toMatch(/MUSTER_SECRET|of another pipeline|staging/);
  vi.unstubAllEnvs();
});

it('keeps the values in no record while a step works with them', async () => {
  const task = declaring(['TOKEN'], { env: { value: { T: null }, secrets: { '/T': 'TOKEN' } } });
  let files: string[] = [];
  const type = stepType({
    check: async (ctx) => {
      await ctx.exec('bash', ['-c', 'echo $T'], {
        onLine: () => {
          const entries = readdirSync(home, { recursive: true, withFileTypes: true });
          files = entries
            .filter((entry) => entry.isFile())
            .map((entry) => join(entry.parentPath, entry.name));
          for (const file of files) {
            expect(readFileSync(file, 'utf8')).not.toContain(secrets.TOKEN);
          }
        },
      });
      return { holds: true, outputs: {} };
    },
  });
  await attempt(task, type, { home, secrets });
  expect(files.some((file) => file.endsWith('.json'))).toBe(true);
});

it('lets a step type ask whether a text holds a secret', async () => {
  const type = stepType({
    check: async (ctx) => ({
      holds: true,
      outputs: { told: [ctx.holdsSecret('x staging'), ctx.holdsSecret('x')] },
    }),
  });
  const made = await attempt(declaring(['STAGE']), type, { home, secrets });
  expect(made).toMatchObject({ outputs: { told: [true, false] } });
});
