import { expect, test } from 'vitest';
import type { InputSchema } from '../../server/schemas/pipeline.js';
import { linkOf, prefilled } from '../../ui/pipelines/draft.js';
import { emptied, kindOf, limits, listItems, sentValue } from '../../ui/pipelines/field.js';

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

test('several values pasted as one are several', () => {
  expect(listItems(['10.0.0.2,10.0.0.3'])).toEqual(['10.0.0.2', '10.0.0.3']);
  expect(listItems(['a', ' b ;c\nd\t'])).toEqual(['a', 'b', 'c', 'd']);
});

test('long text and dates have fields of their own', () => {
  expect(kindOf({ type: 'string', maxLength: 4000 })).toBe('long-text');
  expect(kindOf({ type: 'string', default: 'two\nlines' })).toBe('long-text');
  expect(kindOf({ type: 'string', format: 'date' })).toBe('date');
  expect(kindOf({ type: 'string', maxLength: 63 })).toBe('text');
});

test('a number that was cleared is not sent as its default unseen', () => {
  expect(emptied({ type: 'integer', default: 3 }, '')).toContain('its default, 3');
  expect(emptied({ type: 'integer', default: 3 }, 0)).toBeUndefined();
  expect(emptied({ type: 'integer' }, '')).toBeUndefined();
});

test('a start link fills the form in, and a form makes the link that fills it in so', () => {
  const properties: [string, InputSchema][] = [
    ['machines', { type: 'integer', default: 3 }],
    ['rolling', { type: 'boolean', default: false }],
    ['labels', { type: 'array', items: { type: 'string' } }],
    ['channel', { type: 'string', enum: ['alpha', 'stable'], default: 'stable' }],
    ['owner', { type: 'string' }],
  ];
  const given = { machines: '5', rolling: 'true', labels: 'rack-1,edge', unknown: 'x' };
  const values = prefilled(properties, given, {});
  expect(values).toEqual({
    machines: '5',
    rolling: true,
    labels: ['rack-1', 'edge'],
    channel: 'stable',
    owner: '',
  });
  const left = prefilled(properties, given, { machines: 7, labels: 'of another time' });
  expect(left).toMatchObject({ machines: 7, labels: ['rack-1', 'edge'] });
  expect(linkOf(properties, { machines: 5, rolling: true, labels: ['rack-1', 'edge'] })).toEqual({
    machines: '5',
    rolling: 'true',
    labels: 'rack-1,edge',
  });
});
