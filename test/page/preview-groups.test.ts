import { expect, test } from 'vitest';
import type { PreviewStep } from '../../contract/preview.js';
import { previewGroups, previewSummary } from '../../ui/run/held/preview-groups.js';

const step = (id: string, rest: Partial<PreviewStep>): PreviewStep => ({
  id,
  type: 'shell',
  action: 'checked',
  safety: 'checked',
  why: '',
  ...rest,
});

const steps = [
  step('network', { seen: { holds: true } }),
  step('token', { action: 'kept' }),
  step('machines', { seen: { holds: false, why: 'core-02 is stopped' } }),
  step('members', { seen: {} }),
  step('etcd', { action: 'to-do' }),
  step('backup', { action: 'done-again', mustName: true }),
  step('changed', { action: 'kept', definition: 'changed' }),
];

test('what does not hold, is unknown, or has to be ticked is read first; what holds is folded', () => {
  const { first, toDo, stays } = previewGroups(steps);
  expect(first.map(({ id }) => id)).toEqual(['machines', 'members', 'backup']);
  expect(toDo.map(({ id }) => id)).toEqual(['etcd', 'changed']);
  expect(stays.map(({ id }) => id)).toEqual(['network', 'token']);
});

test('the line above counts what was seen, what does not hold before what will be done', () => {
  expect(previewSummary(steps)).toBe(
    '1 does not hold · 1 could not be checked · 1 done again · 1 to do · 1 hold · 2 kept',
  );
});
