import { expect, test } from 'vitest';
import { contrast, inkOn, paletteColour, readable } from '../../ui/run/log/colours.js';
import { lineOf } from '../../ui/run/log/log-line.js';
import { linkedPieces, shownBy } from '../../ui/run/log/terminal.js';

const piecesOf = (line: string) => {
  const { text, links } = shownBy(line);
  return linkedPieces(text, links, undefined).pieces;
};

test('what was written over is gone, by carriage returns and by backspaces', () => {
  expect(shownBy('10 %\r50 %\r100 %').text).toBe('100 %');
  expect(shownBy('50 %\r').text).toBe('50 %');
  expect(shownBy('working |\b/\b-').text).toBe('working -');
  expect(shownBy('\b\bx').text).toBe('x');
});

test('bells and titles are no text; colours stay', () => {
  expect(shownBy('\u001b]0;a title\u0007done\u0007').text).toBe('done');
  expect(shownBy('\u001b[32mok\u001b[0m').text).toBe('\u001b[32mok\u001b[0m');
});

test('a link leads where the program says, if that is a page', () => {
  const link = (to: string) => `see \u001b]8;;${to}\u001b\\the docs\u001b]8;;\u001b\\ now`;
  expect(piecesOf(link('https://example.net/a?b=1'))).toEqual([
    { text: 'see ' },
    { text: 'the docs', href: 'https://example.net/a?b=1' },
    { text: ' now' },
  ]);
  expect(piecesOf(link('javascript:alert(1)'))).toEqual([
    { text: 'see ' },
    { text: 'the docs' },
    { text: ' now' },
  ]);
});

test('every colour of the 256 can be read in both themes', () => {
  const grounds = { light: [251, 251, 252], dark: [14, 18, 21] } as const;
  for (let index = 16; index < 256; index++) {
    const colour = paletteColour(index);
    for (const theme of ['light', 'dark'] as const) {
      expect(contrast(readable(colour, theme), grounds[theme])).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrast(inkOn(colour), colour)).toBeGreaterThanOrEqual(4.5);
  }
  expect(paletteColour(16)).toEqual([0, 0, 0]);
  expect(paletteColour(208)).toEqual([255, 135, 0]);
  expect(paletteColour(255)).toEqual([238, 238, 238]);
});

test('what Muster says before the output is no line of it', () => {
  const heading = { text: 'Attempt 1', at: '2026-11-29T10:00:00.000Z' };
  const header = lineOf('# up import, attempt 1', heading);
  expect(header.number).toBeUndefined();
  const first = lineOf('# a comment of the program', header);
  expect(first.number).toBe(1);
  expect(lineOf('second', first).number).toBe(2);
});
