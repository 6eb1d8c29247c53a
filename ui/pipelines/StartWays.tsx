import { Button } from '@mantine/core';
import { useKnownRun } from '../api/runs';
import { useReadOnly } from '../api/session';
import { OperatorButton } from '../parts/OperatorButton';
import { plural } from '../parts/words';
import { planProgress } from './plan-words';

interface StartWaysProps {
  /** Steps that take part. */
  chosen: number;
  isStarting: boolean;
  isPlanning: boolean;
  /** Name of the look that Plan started last. */
  look: string | undefined;
  /** Something does not fit, and is said beside its field. */
  isAmiss: boolean;
  onPlan: () => void;
  onSeePlan: () => void;
}

/** The bar that is always in sight: what can be done, and what has become of it. */
export function StartWays(props: StartWaysProps) {
  const { chosen, isStarting, isPlanning, look, isAmiss, onPlan, onSeePlan } = props;
  const readOnly = useReadOnly();
  return (
    <div className="row start-ways">
      <OperatorButton variant="default" loading={isPlanning} onClick={onPlan}>
        Plan
      </OperatorButton>
      <Button type="submit" disabled={readOnly !== undefined} loading={isStarting}>
        Start
      </Button>
      {isAmiss ? (
        <p role="alert" className="toned" data-tone="failed">
          Not started: some inputs do not fit. See what is said beside them.
        </p>
      ) : look !== undefined ? (
        <PlanSoFar name={look} onSee={onSeePlan} />
      ) : (
        <span className="soft small">
          {readOnly ??
            `Plan only looks: it says what Start would do. ${plural(chosen, 'step')} chosen.`}
        </span>
      )}
    </div>
  );
}

function PlanSoFar({ name, onSee }: { name: string; onSee: () => void }) {
  const { data } = useKnownRun(name);
  return (
    <>
      <span role="status" aria-label="Plan so far" className="soft small">
        {data === undefined ? 'Looking…' : planProgress(data.run)}
      </span>
      <Button variant="subtle" size="compact-sm" onClick={onSee}>
        See the plan
      </Button>
    </>
  );
}
