import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSecrets } from '../../../activities/attempt/secrets-file.js';

const read = (text: string | Buffer) => parseSecrets(Buffer.from(text));

/** What is read where every line can be. */
function values(text: string | Buffer): Record<string, string> {
  const { secrets, problems } = read(text);
  expect(problems).toEqual([]);
  return Object.fromEntries(secrets);
}

/** `LINE: WHAT` of each that cannot, and nothing of what it says. */
const problems = (text: string | Buffer) =>
  read(text).problems.map(({ line, what }) => `${line}: ${what}`);

describe('the file of secrets', () => {
  it('is read as the documents say', () => {
    const text = readFileSync(new URL('../../../docs/security.md', import.meta.url), 'utf8');
    const [, sample = ''] = /```sh\n(# a comment.*?)```/s.exec(text) ?? [];
    expect(values(sample)).toMatchObject({
      PASSWORD: 'violet#horse-21',
      TOKEN: 'correct horse battery',
      EXACT: '  blanks, # and "quotes"  ',
      TWO_LINES: 'one\ntwo',
      NOTHING: '',
    });
  });

  it.each([
    ['a sign # within', 'KEY=violet#horse-21', 'violet#horse-21'],
    ['a sign # at the beginning', 'KEY=#violethorse21', '#violethorse21'],
    ['a byte order mark', '\uFEFFKEY=violet-horse-21', 'violet-horse-21'],
    ['ends of lines of Windows', 'KEY=violet\r\n', 'violet'],
    ['export before it', 'export KEY=violet', 'violet'],
    ['a blank before it', '  KEY=violet', 'violet'],
    ['blanks within', 'KEY=correct horse  battery', 'correct horse  battery'],
    ['an equals sign', 'KEY=dmlvbGV0==', 'dmlvbGV0=='],
    ['quotes within', `KEY=it's "so" \``, `it's "so" \``],
    ['backslashes and dollars', 'KEY=C:\\new\\$X$(id)', 'C:\\new\\$X$(id)'],
    ['single quotes', `KEY='a "b" \\n #c '`, 'a "b" \\n #c '],
    ['double quotes', `KEY=" a 'b' # "`, ` a 'b' # `],
    ['backticks', 'KEY=`a "b" \'c\'`', `a "b" 'c'`],
    ['a comment after quotes', `KEY="a b"  # mine`, 'a b'],
    ['a line break that is written', 'KEY="one\\ntwo"', 'one\ntwo'],
    ['several lines', 'KEY="one\r\n two=\n"\nOTHER=x', 'one\n two=\n'],
    ['nothing, on purpose', 'KEY=""', ''],
  ])('takes a value whole: %s', (_, text, value) => {
    expect(values(text).KEY).toBe(value);
  });

  it('passes over comments and blank lines', () => {
    expect(values('# KEY=a\n\n  # b\n\t\nKEY=c\n')).toEqual({ KEY: 'c' });
    expect(values('')).toEqual({});
  });

  it.each([
    ['KEY=violet #horse', '1: what follows # may be a comment: put the value of KEY in quotes'],
    ['KEY=# later', '1: what follows # may be a comment: put the value of KEY in quotes'],
    ['KEY: violet', '1: it is no NAME=value: write KEY=… with an equals sign'],
    ['violet', '1: it is no NAME=value'],
    [
      'key=violet',
      '1: the name is none that a pipeline can declare: capital letters, digits and _',
    ],
    ['=violet', '1: it is no NAME=value'],
    ['KEY =violet', '1: there is a blank before or after the = of KEY: take it away'],
    ['KEY= violet', '1: there is a blank before or after the = of KEY: take it away'],
    ['KEY=violet ', '1: KEY ends with a blank: put it in quotes with it, or take it away'],
    ['KEY=violet\t\r\n', '1: KEY ends with a blank: put it in quotes with it, or take it away'],
    ['A=1\nKEY=', '2: KEY has no value: write KEY="" if it shall be empty'],
    ['KEY=a\nB=1\nKEY=b', '3: KEY stands in line 1 already'],
    ['KEY="violet', '1: the quote " of KEY is not closed'],
    ["KEY='violet\nmore", "1: the quote ' of KEY is not closed"],
    ['KEY="violet"horse', '1: there is more behind the closing quote of KEY'],
    [
      'KEY="violet\nOTHER=x"y',
      '2: it looks like a secret of its own, in the quotes that line 1 opens',
    ],
    [
      'KEY="C:\\temp"',
      '1: in double quotes a backslash stands in \\n only: put KEY in single quotes',
    ],
    ['KEY="a\\"b"', '1: in double quotes a backslash stands in \\n only: put KEY in single quotes'],
    ['A=1\rKEY=2\r', '1: there is a control character in A'],
    ['KEY="a\rb"', '1: there is a control character in KEY'],
  ])('refuses by its line what could be read otherwise: %j', (text, problem) => {
    expect(problems(text)).toEqual([problem]);
  });

  it('names every line that it refuses, and none of what stands there', () => {
    const found = problems(
      'A=violet-1 # x\nB=fine\nviolet-2\nC="violet-3\nD=violet-4\nE: violet-5',
    );
    expect(found.map((problem) => problem.split(':')[0])).toEqual(['1', '3', '5', '6']);
    expect(found.join()).not.toMatch(/violet/);
  });

  it('refuses what is not UTF-8', () => {
    expect(problems(Buffer.from('A=1\nKEY=Gr\xf6\xdfe', 'latin1'))).toEqual(['2: it is not UTF-8']);
    expect(problems(Buffer.from('\uFEFFKEY=a', 'utf16le'))).not.toEqual([]);
  });

  it('gives a value of one line whole or refuses it, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab#= \t\\\'"`n:$ü') }), (value) => {
        const read = parseSecrets(Buffer.from(`A=1\nKEY=${value}\nB=2\n`));
        if (read.problems.length > 0) {
          // An open quote may be noticed in the next line only.
          for (const { line } of read.problems) expect([2, 3]).toContain(line);
          return;
        }
        // Quotes, and a comment after them, are all that may be missing.
        const [, quote, inside] = /^(['"`])(.*?)\1(?:[ \t]+#.*|[ \t]*)$/.exec(value) ?? [];
        const meant = quote === '"' ? inside?.replaceAll('\\n', '\n') : inside;
        expect(Object.fromEntries(read.secrets)).toEqual({ A: '1', KEY: meant ?? value, B: '2' });
      }),
      { numRuns: 2_000 },
    );
  });
});
