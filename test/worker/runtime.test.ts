import { expect, it } from 'vitest';
import { formatEntry } from '../../worker/runtime.js';

const at = { timestampNanos: 1_700_000_000_123_456_789n, level: 'WARN' } as const;

it('writes an entry of the log as one line', () => {
  expect(formatEntry({ ...at, message: 'Worker state changed', meta: { state: 'RUNNING' } })).toBe(
    '2023-11-14T22:13:20.123Z WARN Worker state changed {"state":"RUNNING"}',
  );
  expect(formatEntry({ ...at, message: 'ready' })).toBe('2023-11-14T22:13:20.123Z WARN ready');
});

it('leaves out what a task carries, and keeps the stack of an error', () => {
  const error = new Error('no such thing');
  const line = formatEntry({ ...at, message: 'failed', meta: { task: 'all its input', error } });
  expect(line).not.toContain('all its input');
  expect(line).toContain('Error: no such thing\\n');
  expect(line).not.toContain('\n');
});
