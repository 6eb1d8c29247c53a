import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hiding } from './hiding.js';

/** Any text that no blank begins or ends: those are not part of what is looked for. */
const units = ['grapheme', 'grapheme-ascii', 'binary'] as const;
const secret = fc
  .oneof(
    ...units.map((unit) => fc.string({ unit, minLength: 6, maxLength: 40 })),
    // Signs that tools quote, close together.
    fc.string({
      unit: fc.constantFrom(...'\'"\\$`&%+ \n\tüß€😀/<>;#!*()a1n'),
      minLength: 6,
      maxLength: 30,
    }),
  )
  .map((text) => `a${text}z`);

/** A secret in a form that tools give it: nothing of it is left. */
function isHidden(form: (text: string) => string, values = secret, runs = 60): void {
  fc.assert(
    fc.property(values, (value) => {
      expect(hiding(value).text(`[${form(value)}]`)).toBe('[***]');
    }),
    { numRuns: runs },
  );
}

const json = (text: string) => JSON.stringify(text).slice(1, -1);
const pythonJson = (text: string) =>
  json(text).replace(/[\u007f-\uffff]/g, (unit) => `\\u${hex(unit.charCodeAt(0), 4)}`);
const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
const utf8 = (text: string) => [...Buffer.from(text)];
const percent = (text: string, safe: RegExp, blank = '%20') =>
  [...text]
    .map((char) => {
      if (char === ' ') return blank;
      if (safe.test(char)) return char;
      return utf8(char)
        .map((byte) => `%${hex(byte, 2).toUpperCase()}`)
        .join('');
    })
    .join('');
const lower = (form: string) => form.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
const entities = (text: string, of: (code: number) => string) =>
  [...text].map((char) => (/[a-z0-9]/i.test(char) ? char : of(char.codePointAt(0) ?? 0))).join('');
const escapes = (text: string, of: (char: string) => string) =>
  [...text].map((char) => (/[\\'"\n]|[^ -~]/.test(char) ? of(char) : char)).join('');

describe('a secret is hidden', () => {
  it('as it is', () => isHidden((text) => text));

  describe('in JSON', () => {
    it('as JavaScript writes it', () => isHidden(json));
    it('as Python writes it, in ASCII', () => isHidden(pythonJson));
    it('with capital digits and escaped slashes', () =>
      isHidden((text) =>
        pythonJson(text)
          .replace(/\\u[0-9a-f]{4}/g, (code) => `\\u${code.slice(2).toUpperCase()}`)
          .replaceAll('/', '\\/'),
      ));
    it('in JSON', () => isHidden((text) => json(JSON.stringify({ text })).slice(12, -3)));
    it('of Python in JSON in JSON', () =>
      isHidden((text) => json(json(`"${pythonJson(text)}"`)).slice(4, -4)));
  });

  describe('in a URL', () => {
    const unreserved = /[A-Za-z0-9_.~-]/;
    it('as encodeURIComponent writes it', () =>
      isHidden((text) => encodeURIComponent(Buffer.from(text).toString())));
    it('as a form', () => isHidden((text) => new URLSearchParams({ v: text }).toString().slice(2)));
    it('as RFC 3986 says, and in small letters', () => {
      isHidden((text) => percent(text, unreserved));
      isHidden((text) => lower(percent(text, unreserved)));
    });
    it('with other signs left as they are', () =>
      isHidden((text) => percent(text, /[A-Za-z0-9_.~!*'();:@&=$,/?-]/, '+')));
    it('with all but letters and digits encoded', () =>
      isHidden((text) => lower(percent(text, /[A-Za-z0-9]/))));
    it('in a URL', () => isHidden((text) => encodeURIComponent(percent(text, /[A-Za-z0-9_.~-]/))));
  });

  describe('in HTML', () => {
    const names = new Map(Object.entries({ '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot' }));
    const escaped = (text: string) =>
      text.replace(/[&<>"]/g, (char) => `&${names.get(char)};`).replaceAll("'", '&#39;');
    it('with the usual names', () => isHidden(escaped));
    it('in HTML', () => isHidden((text) => escaped(escaped(text))));
    it('by decimal numbers', () => isHidden((text) => entities(text, (code) => `&#${code};`)));
    it('by hexadecimal ones, with zeros before', () =>
      isHidden((text) => entities(text, (code) => `&#x0${code.toString(16).toUpperCase()};`)));
    it('by the names of Latin-1', () => {
      expect(hiding('pass&Größe©½z').text('[pass&amp;Gr&ouml;&szlig;e&copy;&frac12;z]')).toBe(
        '[***]',
      );
    });
  });

  describe('in a program', () => {
    const point = (char: string) => char.codePointAt(0) ?? 0;
    it('as repr of Python writes it', () =>
      isHidden((text) =>
        escapes(text, (char) => {
          const code = point(char);
          if (/[\\'"]/.test(char)) return `\\${char}`;
          if (char === '\n') return '\\n';
          if (code < 0x100) return `\\x${hex(code, 2)}`;
          return code < 0x1_0000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
        }),
      ));
    it('as bytes, in hexadecimal or octal', () => {
      const each = (to: (byte: number) => string) =>
        isHidden((text) => escapes(text, (char) => utf8(char).map(to).join('')));
      each((byte) => `\\x${hex(byte, 2)}`);
      each((byte) => `\\${byte.toString(8).padStart(3, '0')}`);
    });
    it('as JavaScript and Rust number their characters', () => {
      for (const sign of 'ux') {
        isHidden((text) => escapes(text, (char) => `\\${sign}{${point(char).toString(16)}}`));
      }
    });
  });

  describe('in a shell', () => {
    it('in single quotes that are joined, in either way', () => {
      isHidden((text) => text.replaceAll("'", "'\\''"));
      isHidden((text) => text.replaceAll("'", `'"'"'`));
    });
    it('with a backslash before each sign', () =>
      isHidden((text) => text.replace(/[^A-Za-z0-9\n]/gu, (char) => `\\${char}`)));
    it('with its blanks made one, as `echo $X` does', () =>
      isHidden(
        (text) => text.replace(/[ \t\n]+/g, ' '),
        secret.filter((text) => !/[\r\v\f]/.test(text)),
      ));
    it('with quotes doubled, as SQL and CSV do', () => {
      isHidden((text) => text.replaceAll("'", "''"));
      isHidden((text) => text.replaceAll('"', '""'));
    });
  });

  it('in a shell’s text in JSON in a URL', () =>
    isHidden((text) => lower(percent(pythonJson(text.replaceAll("'", "'\\''")), /[A-Za-z0-9]/))));
});

it('no secret and no text make it slow', () => {
  const nasty = [
    '\\'.repeat(40),
    `'"`.repeat(20),
    `\\ `.repeat(20),
    '+ '.repeat(20),
    '%25'.repeat(20),
    '&amp;'.repeat(20),
    'u0075'.repeat(10),
    '𝒳'.repeat(40),
  ].map((text) => `${text}end`);
  const masker = hiding(...nasty, ...nasty.map((text) => `a${text}`));
  for (const unit of ['\\', `'`, `"'\\`, ' +', '%25', '%2525', '&amp;', '\\u0075', 'u0075', '𝒳']) {
    const text = unit.repeat(20_000).slice(0, 64_000);
    expect(masker.text(`${text} nd`)).toHaveLength(text.length + 3);
    expect(masker.text(`${text}z enz`)).toHaveLength(text.length + 5);
  }
});
