import type { StepView } from '../api/types';
import { Countdown } from './Time';
import { attemptWords } from './words';

/** What follows by itself, and when: `attempt 2 of 5 in 40s`. Empty where nothing does. */
export function NextAttempt({ step }: { step: StepView }) {
  if (step.state !== 'retrying') return null;
  const which = attemptWords(step) || 'next attempt';
  return (
    // A reader of the page would hear every second of it.
    <span className="nowrap" aria-live="off">
      {which}{' '}
      {step.nextAttemptAt === undefined ? (
        'when the run goes on'
      ) : (
        <Countdown to={step.nextAttemptAt} />
      )}
    </span>
  );
}
