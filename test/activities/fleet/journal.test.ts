import { expect, it } from 'vitest';
import { lastWords } from '../../../activities/fleet/journal.js';

/** Recorded of a unit whose port was taken. */
const taken =
  'docker: Error response from daemon: driver failed programming external connectivity on endpoint trap-port (7fab26f7): Bind for 0.0.0.0:80 failed: port is already allocated.';
const journal = [
  'Started trap-port.service - A second app on port 80.',
  taken,
  'time="2026-11-23T20:06:39Z" level=error msg="error waiting for container: context canceled"',
  'trap-port.service: Main process exited, code=exited, status=125/n/a',
  "trap-port.service: Failed with result 'exit-code'.",
];

it('is the line in which the program says why it failed', () => {
  expect(lastWords(journal)).toBe(taken);
  expect(lastWords(journal.toSpliced(2, 1))).toBe(taken);
});

it('is the last line where the program said nothing', () => {
  expect(lastWords(journal.toSpliced(1, 2))).toBe(journal.at(-1));
  expect(lastWords([])).toBeUndefined();
});
