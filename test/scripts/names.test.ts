import { describe, expect, it } from 'vitest';
import { compareNames, comparisonLines, isLoss } from '../../scripts/lib/test/names.mjs';

const test = (key: string) => {
  const [file = '', ...names] = key.split(' > ');
  return { file, name: names.join(' > ') };
};
const compare = (
  before: string[],
  after: string[],
  renamed: Record<string, string> = {},
  items: string[] = [],
) => compareNames(before.map(test), after.map(test), renamed, items);

describe('the names of tests before and after a change', () => {
  it('are the same where nothing happened, whatever a seed is today', () => {
    const found = compare(['a > runs (seed 12)', 'a > stops'], ['a > stops', 'a > runs (seed 7)']);
    expect(isLoss(found)).toBe(false);
    expect(comparisonLines(found)).toEqual(['The same tests in the same files.']);
  });

  it('tell what vanished, what is in another file, and what is new', () => {
    const found = compare(
      ['a > holds', 'a > stops', 'b > goes on'],
      ['b > goes on', 'b > stops', 'b > looks'],
    );
    expect(isLoss(found)).toBe(true);
    expect(comparisonLines(found)).toEqual([
      ...['Tested nowhere now: 1', '  a > holds'],
      ...['In another file now: 1', '  stops: a → b'],
      ...['New: 1', '  b > looks'],
    ]);
  });

  it('do not take a test that was there all along for one that moved', () => {
    expect(compare(['a > stops', 'b > stops'], ['b > stops']).vanished).toEqual(['a > stops']);
  });

  it('may have changed where it is said what tests the same now', () => {
    const renamed = { 'a > ten kills': 'a > two kills', 'a > on etcd': 'test:long chaos-etcd' };
    const found = compare(['a > ten kills', 'a > on etcd'], ['a > two kills'], renamed, [
      'chaos-etcd',
    ]);
    expect(isLoss(found)).toBe(false);
    expect(found.accepted).toHaveLength(2);
    expect(found.added).toEqual([]);
  });

  it('may not if that is no test either, or there was none', () => {
    const renamed = { 'a > x': 'a > y', 'a > z': 'test:long nothing', 'a > never': 'a > stays' };
    const found = compare(['a > x', 'a > z', 'a > stays'], ['a > stays'], renamed, ['model']);
    expect(isLoss(found)).toBe(true);
    expect(found.problems).toEqual([
      '"a > x" is said to be tested in "a > y", which is not there',
      '"a > z" is said to be tested in "test:long nothing", which is not there',
      'there was no test "a > never"',
    ]);
  });
});
