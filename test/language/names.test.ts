import { expect, it } from 'vitest';
import { load } from './rig.js';

const long = 'a'.repeat(64);

it.each([
  ['of a pipeline', `name: ${long}\nsteps: [{ id: a, run: "true" }]`],
  ['of a step', `name: x\nsteps: [{ id: ${long}, run: "true" }]`],
  [
    'of an input',
    `name: x\ninputs: { ${long}: { type: string, default: x } }\nsteps: [{ id: a, run: "echo $X", env: { X: "\${{ inputs.${long} }}" } }]`,
  ],
  [
    'of a secret',
    `name: x\nsecrets: [${long.toUpperCase()}]\nsteps: [{ id: a, run: "true", env: { X: "\${{ secrets.${long.toUpperCase()} }}" } }]`,
  ],
])(
  'a name %s that is too long is said to be too long, not made of wrong letters',
  async (_, text) => {
    const { report } = await load({ 'pipeline.yaml': text });
    expect(report).toContain('63 characters');
    expect(report).not.toContain('letters, digits');
  },
);
