import { expect, test } from 'vitest';
import { cut, pad } from '../../../cli/terminal/text.js';

const item = 'a[one\r\n12:00:01  forged  changed]';

test('what stands in a column makes no line of its own', () => {
  expect(pad(item, 40)).toBe('a[one 12:00:01  forged  changed]        ');
  expect(cut(item, 40)).toBe('a[one 12:00:01  forged  changed]');
  expect(cut(item, 8)).toBe('a[one 1…');
});
