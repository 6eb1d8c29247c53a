import { expect, test } from 'vitest';
import { Newest } from '../../client/newest.js';

test('of many entries the newest are kept', () => {
  const kept = new Newest<number, string>(3);
  for (let key = 0; key < 1000; key++) kept.set(key, `${key}`);
  expect([...kept]).toEqual([
    [997, '997'],
    [998, '998'],
    [999, '999'],
  ]);
});

test('what is set again is no entry more', () => {
  const kept = new Newest<string, number>(2);
  kept.set('a', 1).set('b', 1).set('a', 2);
  expect([...kept.keys()]).toEqual(['a', 'b']);
});
