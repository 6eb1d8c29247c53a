import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { catalogue, loadCatalogue } from '../../activities/catalogue.js';
import { tempFolder } from './temp-folder.js';

let folder: Awaited<ReturnType<typeof tempFolder>>;
beforeEach(async () => {
  folder = await tempFolder();
});
afterEach(() => folder.remove());

async function module(name: string, text: string): Promise<string> {
  const file = join(folder.path, name);
  await writeFile(file, text);
  return file;
}

const family = (...types: string[]) =>
  `export default [${types.map((type) => `{ type: '${type}', run() {} }`)}];`;

it('is what Muster brings where nothing is named', async () => {
  expect([...(await loadCatalogue({})).keys()]).toEqual([...catalogue.keys()]);
});

it('adds the types of every module that MUSTER_STEPS names', async () => {
  const files = [
    await module('a.mjs', family('pump.started', 'pump.primed')),
    await module('b.mjs', family('valve.open')),
  ];
  const all = await loadCatalogue({ MUSTER_STEPS: files.join(delimiter) });
  expect([...all.keys()].slice(catalogue.size)).toEqual([
    'pump.started',
    'pump.primed',
    'valve.open',
  ]);
});

it.each([
  ['a module that is not there', 'gone.mjs', undefined, /gone\.mjs.* cannot be loaded/],
  ['a module that throws', 'bad.mjs', 'throw new Error("no luck")', /cannot be loaded: no luck/],
  ['a module without a list', 'one.mjs', 'export default {}', /its default export is no list/],
  ['a name that is none', 'name.mjs', family('Pump'), /Pump is no name of a step type/],
  ['a type without code', 'run.mjs', 'export default [{ type: "a.b" }]', /a\.b has no run/],
  ['a name that is taken', 'twice.mjs', family('vagrant.up'), /two step types vagrant\.up/],
])('refuses %s', async (_, name, text, message) => {
  const file = text === undefined ? join(folder.path, name) : await module(name, text);
  await expect(loadCatalogue({ MUSTER_STEPS: file })).rejects.toThrow(message);
});

it('refuses a path that means something else to the daemon', async () => {
  await expect(loadCatalogue({ MUSTER_STEPS: 'steps.js' })).rejects.toMatchObject({
    name: 'StepTypesError',
    message: 'MUSTER_STEPS names steps.js, which is no absolute path.',
  });
});
