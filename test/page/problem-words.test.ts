import { expect, test } from 'vitest';
import { problemWords, withClocks } from '../../ui/parts/problem-words.js';
import { clockWords } from '../../ui/parts/time-words.js';

test('a busy name is told with the state of the run that has it, and no time that programs write', () => {
  const said = problemWords({
    code: 'run.busy',
    title: 'a run of that name is open',
    detail: 'A run named slow is running since 2026-11-28T10:00:00.000Z (up).',
    run: { name: 'slow', state: 'waiting-approval' },
  });
  expect(said).toBe('A run named slow is open already: waits for approval.');
});

test('what is listed below a problem is not said in its first line too', () => {
  const problem = { code: 'request.invalid', title: 'bad request', detail: 'name: Invalid string' };
  expect(problemWords({ ...problem, issues: [{}] })).toBe('What was sent does not fit.');
  expect(problemWords({ ...problem, problems: [{}] })).toBe('Some inputs do not fit.');
  expect(problemWords(problem)).toBe('name: Invalid string');
});

test('times in what the server says are those of the clock on the wall', () => {
  const at = '2026-11-28T10:00:00Z';
  expect(withClocks(`import waits until ${at}.`)).toBe(`import waits until ${clockWords(at)}.`);
});
