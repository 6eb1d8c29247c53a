import { expect, test } from 'vitest';
import type { StepOutline } from '../../server/schemas/plan.js';
import { sameAgain, takenDown } from '../../ui/run/again.js';

test('a run is started again with its name, its inputs and its selection; what was left out stays so', () => {
  const inputs = { owner: 'Ada', kind: null, shelves: 3 };
  expect(sameAgain('shop', { inputs })).toEqual({
    name: 'shop',
    inputs: { owner: 'Ada', shelves: 3 },
  });
  const selection = { skip: ['report'] };
  expect(sameAgain('shop', { inputs: {}, selection })).toEqual({
    name: 'shop',
    inputs: {},
    selection,
  });
});

test('what is taken down is told in its order: what has an undo, the last first', () => {
  const outline = (id: string, undoable: boolean) => ({ id, undoable }) as StepOutline;
  const steps = [outline('folder', true), outline('report', false), outline('import', true)];
  expect(takenDown({ steps })).toEqual(['import', 'folder']);
});
