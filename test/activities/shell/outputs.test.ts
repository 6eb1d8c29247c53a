import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readOutputs } from '../../../activities/shell/outputs.js';

const text = { type: 'string' as const };

it('reads any text back that was written between two ends', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      const written = `a<<THE_END\n${a}\nTHE_END\n\nb<<THE_END\n${b}\nTHE_END\n`;
      fc.pre(!`${a}\n${b}`.split('\n').includes('THE_END'));
      expect(readOutputs({ text: written }, { a: text, b: text })).toEqual({ a, b });
    }),
  );
});

it('keeps the value as it stands: blanks, further signs, nothing', () => {
  expect(readOutputs({ text: 'a= x=y<<z \nb=' }, { a: text, b: text })).toEqual({
    a: ' x=y<<z ',
    b: '',
  });
});

it('lets the later of two values hold', () => {
  expect(readOutputs({ text: 'a=1\na=2\n' }, { a: text })).toEqual({ a: '2' });
});

it('takes lines that end as on Windows', () => {
  const written = 'a=1 \r\nb<<END\r\nx\r\n\r\ny\r\nEND\r\n\r\nc<<END\nkept\r\nEND\n';
  expect(readOutputs({ text: written }, { a: text, b: text, c: text })).toEqual({
    a: '1 ',
    b: 'x\n\ny',
    c: 'kept\r',
  });
});

it.each([
  ['integer', '42', 42],
  ['integer', '-7', -7],
  ['number', '1.5e3', 1500],
  ['boolean', 'false', false],
  ['array', '[1,"a"]', [1, 'a']],
  ['object', '{"a":null}', { a: null }],
] as const)('reads %s from %s', (type, written, value) => {
  expect(readOutputs({ text: `a=${written}` }, { a: { type } })).toEqual({ a: value });
});

it.each([
  ['integer', '4.2'],
  ['number', ''],
  ['number', 'many'],
  ['boolean', 'yes'],
  ['array', '{}'],
  ['object', '[]'],
  ['object', 'null'],
] as const)('refuses %s from %j', (type, written) => {
  expect(() => readOutputs({ text: `a=${written}` }, { a: { type } })).toThrow(`a is no ${type}`);
});

it.each([
  ['integer', '99999999999999999999'],
  ['number', '12345678901234567890'],
  ['array', '[12345678901234567890]'],
  ['object', '{"a": 0.12345678901234567890}'],
] as const)('refuses %s from %s: its digits cannot be kept', (type, written) => {
  const read = () => readOutputs({ text: `a=${written}` }, { a: { type } });
  expect(read).toThrow(/a: [\d.]+ cannot be kept as a number: it would become .* in quotes/);
});

it('tells all that is wrong at once', () => {
  const written = 'port=http\nother=1\nno sign here\nopen<<END\n';
  const declared = { port: { type: 'integer' as const }, url: text };
  expect(() => readOutputs({ text: written }, declared)).toThrow(
    'The outputs of run do not fit: line 3 is no key=value: "no sign here"; line 4: open<<END has no end END; ' +
      'port is no integer: "http"; other is not declared; url was not written.',
  );
});
