import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { cutMark } from '../../../activities/process/output.js';
import { hiding } from './hiding.js';

const secret = fc.string({ unit: 'binary', minLength: 8, maxLength: 40 });
const around = fc.string({ maxLength: 12 });

/** Pieces of a secret this long must not be seen. */
const pieces = (text: string) =>
  Array.from({ length: Math.max(1, text.length - 7) }, (_, index) => text.slice(index, index + 8));

describe('masking', () => {
  it.each<[string, (text: string) => string]>([
    ['as it is', (text) => text],
    ['escaped for JSON', (text) => JSON.stringify(text)],
    ['encoded for a URL', (text) => encodeURIComponent(Buffer.from(text).toString())],
    ['encoded for a form', (text) => new URLSearchParams({ text }).toString()],
  ])('hides a secret %s, with any text around it', (_, form) => {
    fc.assert(
      fc.property(secret, around, around, (value, before, after) => {
        const plain = value
          .replaceAll(/[\r\n]/g, ' ')
          .trimEnd()
          .padEnd(8, 'x');
        const shown = form(plain);
        const masked = hiding(plain).text(before + shown + after);
        expect(masked).toContain('***');
        if (!before.includes(shown) && !after.includes(shown)) expect(masked).not.toContain(shown);
      }),
    );
  });

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

  it('hides each line of a secret of several', () => {
    const masker = hiding('-----BEGIN KEY-----\nabcdefgh\r\nijklmnop\n');
    expect(['abcdefgh', 'say ijklmnop'].map(masker.text)).toEqual(['***', 'say ***']);
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

  it('reaches every string of a value', () => {
    const masked = hiding('hunter22').json({ a: ['hunter22', 1, null], hunter22: true });
    expect(masked).toEqual({ a: ['***', 1, null], '***': true });
  });
});
