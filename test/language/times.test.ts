import { expect, test } from 'vitest';
import { load, plan } from './rig.js';

/** A time of nothing where it would mean: never begin, never end, or ask without a pause. */
test.each([
  ['timeout', 'timeout: 0s'],
  ['timeout', 'timeout: 0.0001s'],
  ['interval', 'retry: { interval: 0s }'],
  ['max-interval', 'retry: { max-interval: 0ms }'],
  ['every', 'verify: { every: 0s }'],
])('%s: %s is refused', async (field, text) => {
  const { report, plan: made } = await load(`
name: demo
steps:
  - { id: a, run: x, check: y, ${text} }
`);
  expect(made).toBeUndefined();
  expect(report.replace(/\s+/g, ' ')).toContain(
    `error ${field} must be longer than 0: leave it out for its default [field.invalid]`,
  );
});

test('a run has no timeout of nothing either', async () => {
  const { report } = await load(`
name: demo
timeout: 0s
steps:
  - { id: a, run: x }
`);
  expect(report).toContain('timeout must be longer than 0');
});

test('within: 0s means one look', async () => {
  const { plan: made } = await plan(`
name: demo
steps:
  - { id: a, run: x, check: y, verify: { within: 0s } }
`);
  expect(made?.steps[0]?.verify.within).toBe(0);
});
