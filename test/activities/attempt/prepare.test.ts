import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { baseEnvironment, prepare } from '../../../activities/attempt/prepare.js';
import { resolvePaths } from '../../../activities/attempt/resolve-paths.js';
import { createSecretSource } from '../../../activities/attempt/secrets.js';
import { tempFolder } from '../temp-folder.js';
import { stepTask, stepType } from './step-task.js';

let folder: Awaited<ReturnType<typeof tempFolder>>;
beforeEach(async () => {
  folder = await tempFolder();
});
afterEach(() => folder.remove());

const type = stepType({});
const services = {
  host: hostname(),
  secrets: createSecretSource({
    memory: new Map([['S', 'the secret']]),
    environment: {},
    file: '/',
  }),
};

it('puts secrets into their holes, whatever the names of the fields', async () => {
  const env = { value: { 'a/b~c': null }, secrets: { '/a~1b~0c': 'S' } };
  const task = stepTask(folder.path, { env });
  const prepared = await prepare(task, type, services);
  expect(prepared.env['a/b~c']).toBe('the secret');
  expect(task.env.value).toEqual({ 'a/b~c': null });
});

it('lists the fields that do not fit', async () => {
  const task = stepTask(folder.path, { with: { value: { value: 7 }, secrets: {} } });
  await expect(prepare(task, type, services)).rejects.toMatchObject({
    code: 'input.invalid',
    message: 'The values of box do not fit test.step: value must be text, not a whole number.',
  });
});

it('takes null for a field that need not be given as not given', async () => {
  const fields = { value: z.string(), note: z.string().optional(), n: z.int().default(3) };
  const own = { ...type, with: z.strictObject(fields) };
  const value = { value: 'a', note: null, n: null };
  const prepared = await prepare(
    stepTask(folder.path, { with: { value, secrets: {} } }),
    own,
    services,
  );
  expect(prepared.input).toEqual({ value: 'a', n: 3 });
});

it('tells a file that is gone from one that differs', async () => {
  const path = join(folder.path, 'unit.service');
  const sha256 = createHash('sha256').update('planned').digest('hex');
  const task = stepTask(folder.path, { files: [{ path, sha256 }] });
  await expect(prepare(task, type, services)).rejects.toMatchObject({ code: 'file.missing' });
  await writeFile(path, 'edited');
  await expect(prepare(task, type, services)).rejects.toMatchObject({ code: 'file.differs' });
  await writeFile(path, 'planned');
  await expect(prepare(task, type, services)).resolves.toBeDefined();
});

it('makes variables of numbers, nothing and lists', async () => {
  const env = { value: { N: 3, B: true, EMPTY: null, L: ['a', 1] }, secrets: {} };
  const prepared = await prepare(stepTask(folder.path, { env }), type, services);
  expect(prepared.env).toMatchObject({ N: '3', B: 'true', EMPTY: '', L: '["a",1]' });
});

it("uses the caller's PATH on the caller's host only", () => {
  const variables = { PATH: '/callers/bin', HOME: '/callers', EDITOR: 'vi' };
  expect(baseEnvironment({ host: 'here', variables }, 'here')).toEqual({
    PATH: '/callers/bin',
    HOME: '/callers',
  });
  expect(baseEnvironment({ host: 'there', variables }, 'here').PATH).toBe(process.env.PATH);
});

it('makes marked paths absolute, wherever the mark sits', () => {
  const path = z.string().meta({ path: 'file' });
  const schema = z.object({
    plain: path.optional(),
    list: z.array(path).default([]),
    map: z.record(z.string(), z.object({ file: path })),
    either: z.union([path, z.array(path)]),
    text: z.string(),
  });
  const value = {
    plain: 'a',
    list: ['./b', '/c'],
    map: { x: { file: '../d' } },
    either: ['e'],
    text: 'f',
  };
  expect(resolvePaths(schema, value, '/base/dir')).toEqual({
    plain: '/base/dir/a',
    list: ['/base/dir/b', '/c'],
    map: { x: { file: '/base/d' } },
    either: ['/base/dir/e'],
    text: 'f',
  });
});
