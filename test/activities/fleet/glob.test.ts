import fc from 'fast-check';
import { expect, it } from 'vitest';
import { matchGlob } from '../../../activities/fleet/glob.js';

// What Go's path.Match answers.
it.each([
  ['code.it.*.service', 'code.it.1.service', true],
  ['code.it.*.service', 'code.it.service', false],
  ['code.it.2.service', 'code.it.2.service', true],
  ['code.it.2.service', 'code-it-2-service', false],
  ['*', 'anything.service', true],
  ['*', 'a/b', false],
  ['web@?.service', 'web@1.service', true],
  ['web@?.service', 'web@10.service', false],
  ['web@[1-3].service', 'web@2.service', true],
  ['web@[^1-3].service', 'web@2.service', false],
  ['a\\*b', 'a*b', true],
  ['a\\*b', 'axb', false],
  ['[', '[', false],
  ['a[]b', 'a]b', false],
  ['[z-a]', 'b', false],
])('%s and %s: %s', (pattern, name, expected) => {
  expect(matchGlob(pattern, name)).toBe(expected);
});

it('matches any name with itself, once its special characters are escaped', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      expect(matchGlob(name.replace(/[\\*?[]/g, '\\$&'), name)).toBe(true);
    }),
  );
});

it('answers for any pattern, well formed or not', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (pattern, name) => {
      expect(typeof matchGlob(pattern, name)).toBe('boolean');
    }),
  );
});

it('gives up on a glob that would take for ever', () => {
  const began = performance.now();
  expect(matchGlob(`${'*a'.repeat(40)}b`, `${'a'.repeat(200)}.service`)).toBe(false);
  expect(performance.now() - began).toBeLessThan(20_000);
});
