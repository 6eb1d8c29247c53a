import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { cutMark } from '../../../../activities/process/output.js';
import { hiding } from './hiding.js';

/** Pieces of a secret this long must not be seen. */
const pieces = (text: string) =>
  Array.from({ length: Math.max(1, text.length - 7) }, (_, index) => text.slice(index, index + 8));

describe('masking', () => {
  it('hides a secret in base64, whatever is encoded before and after it', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 9 }),
        fc.uint8Array({ maxLength: 9 }),
        (head, tail) => {
          const value = 'correct horse battery staple';
          const text = Buffer.concat([head, Buffer.from(value), tail]);
          for (const form of ['base64', 'base64url'] as const) {
            const masked = hiding(value).text(text.toString(form));
            const alone = Buffer.from(value).toString(form);
            expect(masked).toContain('***');
            for (const piece of pieces(alone)) expect(masked).not.toContain(piece);
          }
        },
      ),
    );
  });

  it.each([76, 64, 20])('hides a secret in base64 that is broken after %i characters', (width) => {
    const value = 'correct horse battery staple';
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 100 }),
        fc.uint8Array({ maxLength: 100 }),
        fc.constantFrom('', '    '),
        (head, tail, indent) => {
          const text = Buffer.concat([head, Buffer.from(value), tail]).toString('base64');
          const lines = text.match(new RegExp(`.{1,${width}}`, 'g')) ?? [];
          const masker = hiding(value);
          const masked = lines.map((line) => masker.text(indent + line).trim()).join('');
          for (const piece of pieces(Buffer.from(value).toString('base64'))) {
            expect(masked).not.toContain(piece);
          }
          const together = masker.text(lines.join('\n')).replaceAll('\n', '');
          expect(together).toBe(masked);
        },
      ),
    );
  });

  it('leaves lines alone that only look like a piece of one', () => {
    const masker = hiding('correct horse battery staple');
    for (const line of ['Y29y and more', 'so it is Y29', 'ends in staple', '']) {
      expect(masker.text(line)).toBe(line);
    }
  });

  it('leaves text alone that holds no secret, and all text where there is none', () => {
    expect(hiding().text('a line')).toBe('a line');
    expect(hiding('hunter22').text('hunter 22')).toBe('hunter 22');
  });

  it('does not blacken a log for a secret of three characters', () => {
    expect(hiding('yes', '1').text('yes, 100 times')).toBe('yes, 100 times');
  });

  it('takes the longer of two secrets that begin alike', () => {
    expect(hiding('abcd', 'abcdefgh').text('abcdefgh')).toBe('***');
  });

  it('hides the half of a secret that a cut line ends with', () => {
    const line = `password: correct hor${cutMark}`;
    expect(hiding('correct horse').text(line)).toBe(`password: ***${cutMark}`);
  });

  it.each([
    ['one character', `p${cutMark}`, `***${cutMark}`],
    ['its JSON', `{"k":"pass\\"wo${cutMark}`, `{"k":"***${cutMark}`],
    ['a list that goes on', 'no key=value: "pass"wor…"; line 2', 'no key=value: "***…"; line 2'],
    ['what only ends a sentence', 'wait for p…', 'wait for p…'],
  ])('hides what a cut left of it: %s', (_, line, shown) => {
    expect(hiding('pass"word horse').text(line)).toBe(shown);
  });

  it('hides all of two secrets that overlap or stand side by side', () => {
    const masker = hiding('abcdef', 'defghi');
    expect(masker.text('[abcdefghi] [abcdefdefghi]')).toBe('[***] [***]');
  });

  it('says which secret a text holds', () => {
    const masker = hiding('hunter22', 'swordfish');
    expect(masker.secretIn('a swordfish')).toBe('S1');
    expect(masker.secretIn(Buffer.from('hunter22').toString('base64'))).toBe('S0');
    expect(masker.secretIn('a sword')).toBeUndefined();
  });

  it('hides a secret that colours stand in, or around', () => {
    fc.assert(
      fc.property(fc.nat(12), fc.nat(12), (first, second) => {
        const value = `pass'word ü 7`;
        const coloured = [...value].map((char, index) =>
          index === first || index === second ? `\u001b[1;31m${char}` : char,
        );
        const line = `\u001b[32m[${coloured.join('')}\u001b[0m]`;
        const shown = stripVTControlCharacters(hiding(value).text(line));
        expect(shown).toBe('[***]');
      }),
    );
    const plain = '\u001b[31mred\u001b[0m and plain';
    expect(hiding('pass-word').text(plain)).toBe(plain);
  });

  it('reaches every string of a value', () => {
    const masked = hiding('hunter22').json({ a: ['hunter22', 1, null], hunter22: true });
    expect(masked).toEqual({ a: ['***', 1, null], '***': true });
  });
});
