import { ApplicationFailure, TimeoutFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import type { PlannedStep } from '../../contract/plan.js';
import { decisions } from '../../workflows/flags.js';
import { failedAttempt, stepFailure } from '../../workflows/step-failure.js';

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

/** The worker keeps a step's timeout itself; Temporal's own is for a worker that does not. */
describe('an attempt that Temporal gave up after its timeout', () => {
  const ended = (facts: { checked: boolean; repeatable: boolean }) => {
    const error = new TimeoutFailure('activity timeout', undefined, 'START_TO_CLOSE');
    const step = { id: 'migrate', ...facts, retry: { attempts: 1 } } as PlannedStep;
    return failedAttempt(error, { step, mode: 'up' }, { attempt: 2 }, decisions);
  };

  it('has an outcome that nobody knows, and is not made again, where nothing can be checked', () => {
    expect(ended({ checked: false, repeatable: false })).toMatchObject({
      failure: { code: 'outcome.unknown', attempt: 2 },
      mayRepeat: false,
      interrupted: false,
    });
  });

  it('is a failure like others of a step that can be checked, or may run twice', () => {
    const failed = { failure: { code: 'step.timeout' }, mayRepeat: true, interrupted: false };
    expect(ended({ checked: true, repeatable: false })).toMatchObject(failed);
    expect(ended({ checked: false, repeatable: true })).toMatchObject(failed);
  });
});
