import { expect, test } from 'vitest';
import { limits, sentValue } from '../../ui/pipelines/field.js';

test('a map or list of JSON is sent as it was written: the server reads it, and says what is wrong', () => {
  const text = '{"id": 12345678901234567890, "v": 1.10}';
  expect(sentValue({ type: 'object' }, text)).toBe(text);
  expect(sentValue({ type: 'object' }, '{"a": ')).toBe('{"a": ');
  expect(sentValue({ type: 'array', items: { type: 'object' } }, '[{}]')).toBe('[{}]');
  expect(sentValue({ type: 'object' }, '')).toBeUndefined();
});

test('a number in a list is sent as one, unless it would lose digits', () => {
  const ports = { type: 'array', items: { type: 'integer' } } as const;
  expect(sentValue(ports, ['80', '443'])).toEqual([80, 443]);
  expect(sentValue(ports, ['9007199254740993', 'x'])).toEqual(['9007199254740993', 'x']);
});

test('a format is told by its name, without the pattern that Muster checks it by', () => {
  expect(limits({ type: 'string', format: 'date', pattern: '^(?:(?:\\d\\d[2468][048])$' })).toBe(
    'date',
  );
  expect(limits({ type: 'string', pattern: '^[a-z]+$' })).toBe('like ^[a-z]+$');
});
