import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  parseUnitFile,
  serializeUnit,
  UnitSyntaxError,
  unitHash,
} from '../../../activities/fleet/unit-file.js';

const hash = (text: string) => unitHash(parseUnitFile(text));

// The hashes are those of `fleetctl list-unit-files --full` v1.0.0 after a submit of the same text.
describe('the hash of a unit is the one fleet shows', () => {
  it.each([
    [
      'a plain unit',
      '[Unit]\nDescription=hello\n\n[Service]\nExecStart=/bin/sleep 100000\n',
      '702124a16929b2e2c0c2b267aba0885a5d53182c',
    ],
    [
      'comments, continued lines, spaces and a section that comes twice',
      'before [Unit]\n# a comment \\\ncontinued=comment\nDescription =  spaced out  \n; another\n[Service]\nExecStart=/bin/sh -c \\\n  "sleep 1; \\\n  sleep 2"\nEnvironment=\n\n[Unit]\nAfter=docker.service\n',
      '5dee902192fd7b0fd23228c33115dcc795fd9214',
    ],
    [
      'line ends of DOS',
      '[Unit]\r\nDescription=dos\r\n\r\n[Service]\r\nExecStart=/bin/true \\\r\nType=oneshot\r\n',
      'a90f99e26b69839d0fdb3d70f9ea5f85141f15dd',
    ],
    [
      'values that end in a backslash',
      '[Service]\nExecStart=/bin/echo \\\n\nType=oneshot\nEnvironment=A=\\',
      '90fca54e71087de9e3e311dbd36511532e8d77b5',
    ],
    [
      'letters beyond ASCII and a no-break space at the end',
      '[Service]\nExecStart=/bin/echo grüße \u00a0\n',
      'bd3e4e7d05ef8dbde7c1852733b8165ce386e912',
    ],
  ])('%s', (_, text, expected) => {
    expect(hash(text)).toBe(expected);
  });
});

it.each([
  ['[Service\nA=b', 'unable to find end of section'],
  ['[Service] x\nA=b', 'found garbage after section name'],
  ['[Service]\nA\nB=c', 'unexpected newline encountered while parsing option name'],
  ['[Service]\nA', 'found no "="'],
])('refuses %j, as fleet does', (text, message) => {
  expect(() => parseUnitFile(text)).toThrow(UnitSyntaxError);
  expect(() => parseUnitFile(text)).toThrow(message);
});

const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,9}$/);
const value = fc.stringMatching(/^[^\s\\]([^\n\r\\]{0,20}[^\s\\])?$/);
const options = fc.array(fc.record({ section: word, name: word, value }), { maxLength: 12 });

it('reads back what it writes, section by section', () => {
  fc.assert(
    fc.property(options, (written) => {
      const read = parseUnitFile(serializeUnit(written));
      expect(serializeUnit(read)).toBe(serializeUnit(written));
      expect(unitHash(read)).toBe(unitHash(written));
    }),
  );
});

it('gives a unit the same hash whatever its comments and empty lines', () => {
  const filler = fc.constantFrom('\n', '# note\n', '; note\n', '   \n');
  fc.assert(
    fc.property(options, fc.array(filler, { maxLength: 5 }), (written, noise) => {
      const text = serializeUnit(written);
      const noisy = text.split('\n').join(`\n${noise.join('')}`);
      expect(hash(noisy)).toBe(hash(text));
    }),
  );
});

it('reads any text as a unit or refuses it, and never hangs', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        expect(Array.isArray(parseUnitFile(`[Unit]\n${text}`))).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(UnitSyntaxError);
      }
    }),
  );
});
