import { expect, test } from 'vitest';
import { around, viewportOf } from '../../ui/run/graph/viewport.js';

const window = { width: 1200, height: 560 };
/** So many boxes one after the other, from left to right. */
const chain = (count: number) =>
  around(
    Array.from({ length: count }, (_, at) => ({ x: at * 256, y: 16, width: 210, height: 58 })),
  );

test('a drawing that can be read whole is seen whole, in the middle', () => {
  const seen = viewportOf(chain(4), window);
  expect(seen).toMatchObject({ zoom: 1, isWhole: true });
  expect(seen.x).toBeCloseTo((1200 - chain(4).width) / 2);
});

test('a long one is drawn so that it can be read, from its beginning', () => {
  const seen = viewportOf(chain(17), window);
  expect(seen.zoom).toBeGreaterThanOrEqual(0.8);
  expect(seen.isWhole).toBe(false);
  expect(seen.x).toBeGreaterThan(0);
});

test('where something happens that is in the middle, unless half of the window would be empty', () => {
  const box = (at: number) => ({ x: at * 256, y: 16, width: 210, height: 58 });
  const middle = viewportOf(chain(17), window, box(8));
  expect(middle.x + (8 * 256 + 105) * middle.zoom).toBeCloseTo(600);
  const last = viewportOf(chain(17), window, box(16));
  expect(last.x + (16 * 256 + 210) * last.zoom).toBeGreaterThan(1150);
  const first = viewportOf(chain(17), window, box(0));
  expect(first.x).toBeGreaterThan(0);
});
