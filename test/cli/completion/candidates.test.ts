import { expect, test } from 'vitest';
import { candidates } from '../../../cli/completion/candidates.js';
import { entries } from '../../../cli/entries.js';
import { commandTree } from '../../../cli/program.js';

const program = await commandTree(
  (action) => async () => void action,
  () => true,
);
const sources = {
  name: async () => [
    { word: 'coreos', about: '' },
    { word: 'web', about: '' },
  ],
  type: async () => [{ word: 'vagrant.up', about: 'Bring machines up' }],
};

/** What may stand in place of the last word. */
async function words(...typed: string[]): Promise<string[]> {
  return (await candidates(program, typed, sources)).map(({ word }) => word);
}

test('first comes a command', async () => {
  expect(await words('')).toEqual([...entries.map(({ name }) => name)]);
  expect(await words('re')).toEqual(['resume', 'reject']);
  expect(await words('help', 'pl')).toEqual(['plan']);
});

test('a word with a dash is an option of that command', async () => {
  expect(await words('up', 'coreos', '--de')).toEqual(['--detach']);
  expect(await words('plan', '--e')).toEqual(['--exit-code']);
  expect(await words('runs', '--')).toEqual(['--json', '--no-color', '--all', '--help']);
});

test('after an option come its values, where they are known', async () => {
  expect(await words('up', '--on-failure', '')).toEqual(['fail']);
  expect(await words('up', '--input', '')).toEqual([]);
});

test('an argument is a run, a step type, or a file that the shell knows', async () => {
  expect(await words('status', 'c')).toEqual(['coreos']);
  expect(await words('skip', '--step', 'a', '')).toEqual(['coreos', 'web']);
  expect(await words('status', 'coreos', '')).toEqual([]);
  expect(await words('steps', '')).toEqual(['vagrant.up']);
  expect(await words('up', '')).toEqual([]);
  expect(await words('nonsense', '')).toEqual([]);
});
