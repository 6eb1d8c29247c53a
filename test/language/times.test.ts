import { expect, test } from 'vitest';
import { load, plan, step } from './rig.js';

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

test.each([
  ['retry: { interval: 1m, max-interval: 10s }', 'max-interval must not be shorter than interval'],
  ['retry: { attempts: 0 }', 'attempts must be at least 1, not 0'],
  ['retry: { backoff: 0 }', 'backoff must be at least 1, not 0'],
  ['verify: { passes: 0 }', 'passes must be at least 1, not 0'],
  ['for-each: { items: [a], max-parallel: 0 }', 'max-parallel must be at least 1, not 0'],
  [
    'verify: { within: 5s, every: 3s, passes: 3 }',
    '3 looks in a row, with a pause of 3000 ms between them, do not fit into 5000 ms',
  ],
])('what could never be done is refused: %s', async (text, words) => {
  const { report } = await load(`
name: demo
steps:
  - { id: a, run: x, check: y, ${text} }
`);
  expect(report.replace(/\s+/g, ' ')).toContain(words);
});

test.each([
  ['integer', 'minimum: 3, maximum: 2', 'minimum is above maximum: no value fits'],
  ['string', 'min-length: 3, max-length: 2', 'min-length is above max-length: no value fits'],
  ['array', 'min-items: 1, max-items: 0', 'min-items is above max-items: no value fits'],
])('limits that nothing keeps to are refused: %s', async (type, limits, words) => {
  const { report } = await load(`
name: demo
inputs: { a: { type: ${type}, required: false, ${limits} } }
steps: [{ run: x, env: { A: "\${{ inputs.a }}" } }]
`);
  expect(report).toContain(words);
});

test('the timeout of an approval says how long people may take, and that of defaults does not', async () => {
  const { plan: made } = await plan(`
name: demo
defaults: { timeout: 5m }
steps:
  - { id: ok, uses: approval, with: { message: m }, timeout: 2h }
  - { id: again, uses: approval, with: { message: m } }
  - { id: a, run: x }
`);
  expect(step(made, 'ok')).toMatchObject({ expires: 7_200_000 });
  expect(step(made, 'ok').timeout).toBeUndefined();
  expect(step(made, 'again').expires).toBeUndefined();
  expect(step(made, 'again').timeout).toBeUndefined();
  expect(step(made, 'a').timeout).toBe(300_000);
});

test('no default lets a run go on without the answer to an approval', async () => {
  const onFailures = async (asked: string) => {
    const { plan: made } = await plan(`
name: demo
defaults: { on-failure: ${asked} }
steps:
  - { id: ok, uses: approval, with: { message: m }, timeout: 2h }
  - { id: own, uses: approval, with: { message: m }, timeout: 2h, on-failure: continue }
  - { id: a, run: x }
`);
    return ['ok', 'own', 'a'].map((id) => step(made, id).onFailure);
  };
  expect(await onFailures('continue')).toEqual(['hold', 'continue', 'continue']);
  expect(await onFailures('fail')).toEqual(['fail', 'continue', 'fail']);
});
