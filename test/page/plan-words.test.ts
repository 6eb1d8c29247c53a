import { expect, test } from 'vitest';
import type { StepView } from '../../contract/run.js';
import { planProgress } from '../../ui/pipelines/plan-words.js';

const step = (id: string, rest: Partial<StepView>): StepView => ({
  id,
  type: 'shell',
  group: '',
  state: 'done',
  ...rest,
});

test('a look tells how far it is, then what it found', () => {
  const steps = [
    step('a', { change: 'unchanged' }),
    step('b', { change: 'to-do' }),
    step('c', { state: 'running' }),
    step('d', { state: 'waiting' }),
  ];
  expect(planProgress({ steps })).toBe('Looking: 2 of 4 steps…');
  const endedAt = '2026-11-28T10:00:00Z';
  expect(planProgress({ steps, endedAt })).toBe('Plan: 1 to do · 1 hold already');
  expect(planProgress({ steps: [], endedAt })).toBe('Plan: nothing to do');
});
