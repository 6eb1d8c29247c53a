import { expect, test } from 'vitest';
import { load } from './rig.js';

const long = 'x'.repeat(72);

test.each([
  ['of a pipeline', `name: ${long}\nsteps:\n  - { id: a, run: x }\n`],
  ['of a step', `name: demo\nsteps:\n  - { id: ${long}, run: x }\n`],
  ['of an input', `name: demo\ninputs:\n  ${long}: {}\nsteps:\n  - { id: a, run: x }\n`],
  ['of a secret', `name: demo\nsecrets: [${long.toUpperCase()}]\nsteps:\n  - { id: a, run: x }\n`],
])(
  'a name %s that is only too long is told its length, and not which letters it may have',
  async (_, text) => {
    const { report } = await load(text);
    expect(report.replace(/\s+/g, ' ')).toContain('has 72 characters: 63 are allowed');
    expect(report).not.toContain('letters');
  },
);

test('of one that is both, the letters are told first', async () => {
  const { report } = await load(`name: -${long}\nsteps:\n  - { id: a, run: x }\n`);
  expect(report).toContain('must be made of letters');
});
