import { askedSteps, heldSteps, waitingForAttempt } from '../../contract/waits.js';
import type { RunDetail } from '../api/types';
import { Approval } from './held/Approval';
import { Ended } from './held/Ended';
import { Held } from './held/Held';
import { Paused } from './held/Paused';
import { Retrying } from './held/Retrying';

/** What the run waits for, before everything else; empty while it does not. */
export function Waiting({ detail }: { detail: RunDetail }) {
  const { run } = detail;
  const asked = askedSteps(run);
  const isHeld = heldSteps(run).length > 0;
  const retrying = waitingForAttempt(run);
  return (
    <div className="stack waits-live" aria-live="polite">
      {isHeld && <Held detail={detail} />}
      {asked.map((step) => (
        <Approval key={step.id} run={run} step={step} />
      ))}
      {retrying.length > 0 && <Retrying detail={detail} steps={retrying} />}
      {run.paused && !isHeld && <Paused detail={detail} />}
      {(run.state === 'failed' || run.state === 'aborted') && run.mode === 'up' && (
        <Ended detail={detail} />
      )}
    </div>
  );
}
