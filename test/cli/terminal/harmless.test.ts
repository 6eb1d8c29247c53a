import { styleText } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeJson } from '../../../cli/command/json.js';
import { harmless } from '../../../cli/terminal/harmless.js';
import { testIo } from '../io-for-tests.js';

const red = '\u001b[31m';
const character = fc.oneof(
  fc.constantFrom(
    '\u001b',
    '[',
    ']',
    '0;',
    '\u0007',
    '\u009b',
    '\u009d',
    '\\',
    'm',
    'J',
    '\r',
    '\b',
  ),
  fc.string({ maxLength: 3 }),
);
const anything = fc.array(character, { maxLength: 20 }).map((parts) => parts.join(''));

describe('what reaches a terminal', () => {
  it.each([
    ['a title for the window', '\u001b]0;owned\u0007told', 'told'],
    ['a link', '\u001b]8;;http://evil\u001b\\told\u001b]8;;\u001b\\', 'told'],
    ['an order to clear the screen', '\u001b[2J\u001b[1;1Htold', 'told'],
    ['an order of one byte', '\u009b2Jtold', 'told'],
    ['a carriage return over what stood there', 'truth\rtold', 'truthtold'],
    ['a backspace', 'truth\b\b\b\b\btold', 'truthtold'],
    ['NUL', 'to\u0000ld', 'told'],
    ['what only begins an order', 'told\u001b', 'told'],
  ])('is without %s', (_, given, shown) => {
    expect(harmless(given)).toBe(shown);
  });

  it('keeps its colours, tabs and lines', () => {
    const text = `one\t${styleText('red', 'two', { validateStream: false })}\nthree`;
    expect(harmless(text)).toBe(text);
  });

  it('holds no order but colours, whatever is told', () => {
    fc.assert(
      fc.property(anything, (text) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: colours may stay
        const left = harmless(red + text).replaceAll(/\u001b\[[\d;]*m/g, '');
        expect(left).not.toMatch(/[^\P{Cc}\n\t]/u);
      }),
    );
  });

  it('is JSON without control characters that means the same', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const io = testIo();
        writeJson(io, { text });
        const written = io.out();
        expect(written).not.toMatch(/[^\P{Cc}\n]/u);
        expect(JSON.parse(written)).toEqual({ text });
      }),
    );
  });
});
