import { expect, test } from 'vitest';
import { unservedLook } from '../../client/unserved-look.js';
import { run, step } from '../cli/fixtures.js';

const waits = step('there', { state: 'running', noWorker: 'rack-9' });

test('a look that waits for workers alone is over, and says for which', () => {
  const view = run({ mode: 'look', steps: [step('here', { state: 'done' }), waits] });
  expect(unservedLook(view)).toMatchObject({
    refusal: { code: 'queue.unserved', queue: 'rack-9', steps: ['there'] },
    message: expect.stringContaining('No worker serves the queue rack-9'),
  });
});

test.each([
  [
    'a look in which others are checked still',
    run({ mode: 'look', steps: [waits, step('b', { state: 'running' })] }),
  ],
  ['an up: somebody may start the worker', run({ steps: [waits] })],
  ['a look that nobody waits in', run({ mode: 'look', steps: [step('a')] })],
  ['a look that has ended', run({ mode: 'look', steps: [waits], endedAt: 'then' })],
])('goes on: %s', (_, view) => {
  expect(unservedLook(view)).toBeUndefined();
});
