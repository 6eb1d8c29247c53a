import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { labInputs, muster, testLab } from '../lab/test-lab.js';
import { fewKills } from './few-kills.js';
import { labWorld } from './lab-world.js';

/** On the machines of the tests' lab, from a copy of the pipelines that counts what is done. */
beforeAll(async () => {
  const { exitCode, stderr } = await muster(['down', testLab.pipeline, ...labInputs, '--yes']);
  expect(exitCode, stderr).toBe(0);
});
// Other tests of the lab find what they expect.
afterAll(async () => {
  const { exitCode, stderr } = await muster(['up', testLab.pipeline, ...labInputs]);
  expect(exitCode, stderr).toBe(0);
});

describe('three machines killed at five times while they come up', () => {
  it('are always the cluster of an undisturbed run', () => fewKills([labWorld], 5, 839), 900_000);
});
