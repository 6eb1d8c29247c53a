import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationPattern, parseDuration } from '../../language/durations.js';

describe('a time', () => {
  it.each([
    ['5s', 5000],
    ['1m30s', 90_000],
    ['500ms', 500],
    ['20m', 1_200_000],
    ['1.5h', 5_400_000],
    ['7d', 604_800_000],
    ['1m500ms', 60_500],
    ['0s', 0],
  ])('%s is %d ms', (text, milliseconds) => {
    expect(text).toMatch(durationPattern);
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it.each(['', '5', '5 s', 's', '-5s', '5s1m', '1e3s', '5sec', '1,5s', '5S', '1.5ms'])(
    '%j is none',
    (text) => {
      expect(text).not.toMatch(durationPattern);
    },
  );

  it('is the sum of its parts', () => {
    const part = fc.nat({ max: 999 });
    fc.assert(
      fc.property(part, part, part, part, (h, m, s, ms) => {
        const text = `${h}h${m}m${s}s${ms}ms`;
        expect(text).toMatch(durationPattern);
        expect(parseDuration(text)).toBe(((h * 60 + m) * 60 + s) * 1000 + ms);
      }),
    );
  });
});
