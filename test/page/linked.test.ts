import { expect, test } from 'vitest';
import { piecesOf } from '../../ui/parts/linked.js';

test('addresses in what somebody is asked are links, without the full stop of the sentence', () => {
  expect(
    piecesOf('See https://example.net/plan?id=7 (or http://10.4.8.1:8080/). Go live?'),
  ).toEqual([
    { text: 'See ', isLink: false },
    { text: 'https://example.net/plan?id=7', isLink: true },
    { text: ' (or ', isLink: false },
    { text: 'http://10.4.8.1:8080/', isLink: true },
    { text: '). Go live?', isLink: false },
  ]);
});

test('nothing else is a link', () => {
  const text = '**go live** javascript:alert(1) <a href="x">';
  expect(piecesOf(text)).toEqual([{ text, isLink: false }]);
});
