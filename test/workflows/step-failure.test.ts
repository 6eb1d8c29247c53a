import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import type { PlannedStep } from '../../contract/plan.js';
import { decisions } from '../../workflows/flags.js';
import { stepFailure } from '../../workflows/step-failure.js';

const told = (facts: { checked: boolean; repeatable: boolean }) => {
  const failure = ApplicationFailure.create({ type: 'TemporalTimeout:Heartbeat', message: 'lost' });
  const step = { id: 'migrate', ...facts, retry: { attempts: 1 } } as PlannedStep;
  return stepFailure(failure, step, decisions);
};

/** Told by a worker that knows at its start that the one before is gone. */
describe('a worker that was lost without a word on disk', () => {
  it('leaves a step that cannot be checked to a person', () => {
    expect(told({ checked: false, repeatable: false })).toMatchObject({
      code: 'outcome.unknown',
      message: 'The worker was lost while migrate ran; nobody knows how far it got',
    });
  });

  it('is no more than that for a step that can be, or that may run twice', () => {
    expect(told({ checked: true, repeatable: false }).code).toBe('worker.lost');
    expect(told({ checked: false, repeatable: true }).code).toBe('worker.lost');
  });
});
