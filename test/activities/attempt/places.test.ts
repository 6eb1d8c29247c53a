import fc from 'fast-check';
import { expect, it } from 'vitest';
import { attemptId } from '../../../activities/attempt/places.js';
import { fileName, textOfFileName } from '../../../contract/file-name.js';

it('any text names one file, and no two share one', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 80 }), fc.string(), (a, b) => {
      expect(fileName(a)).toMatch(/^[^/.][^/]{0,200}$/);
      if (Buffer.from(a).toString() !== Buffer.from(b).toString()) {
        expect(fileName(a)).not.toBe(fileName(b));
      }
    }),
  );
});

it('tells the text behind a name', () => {
  for (const text of ['lab/box', 'answers[core-01]', '..', 'a%2Fb']) {
    expect(textOfFileName(fileName(text))).toBe(text);
  }
});

it('names attempts so that they sort by time', () => {
  expect(attemptId(new Date('2026-11-23T18:02:00.123Z'), 2)).toBe('20261123T180200.123Z-2');
});
