import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median, quantile } from '../../bench/statistics.js';

describe('the numbers of a bench', () => {
  it('takes the middle sample, or the mean of the middle two', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([9, 1, 5, 6])).toBe(5.5);
  });

  it('interpolates between the samples next to a quantile', () => {
    expect(quantile([0, 10, 20, 30], 0.25)).toBe(7.5);
    expect(quantile([4], 0.75)).toBe(4);
  });

  it('never leaves the range of the samples, and grows with the share', () => {
    const samples = fc.array(fc.integer(), { minLength: 1 });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(samples, share, share, (values, a, b) => {
        const low = quantile(values, Math.min(a, b));
        const high = quantile(values, Math.max(a, b));
        expect(low).toBeGreaterThanOrEqual(Math.min(...values));
        expect(low).toBeLessThanOrEqual(high);
        expect(high).toBeLessThanOrEqual(Math.max(...values));
      }),
    );
  });
});
