import type { RunDetail, StepView } from '../api/types';
import { useNow } from '../parts/now';
import { StepIcon } from '../parts/State';
import { durationWords } from '../parts/time-words';
import { stepLook } from '../parts/words';
import { RowList } from './RowList';
import { GroupRow } from './StepsList';
import { stepTimes } from './step-times';
import { useChosenStep } from './use-chosen-step';
import { useFolded } from './use-folded';

/** When each step ran: the same rows, with bars from the start of the run to its end or now. */
export function TimeLine({ detail }: { detail: RunDetail }) {
  const { run } = detail;
  const { rows, toggle } = useFolded(detail);
  const { chosen, choose } = useChosenStep();
  const now = useNow(run.endedAt === undefined);
  const from = Date.parse(run.startedAt);
  const to = Math.max(from + 1000, run.endedAt === undefined ? now : Date.parse(run.endedAt));
  return (
    <div className="stack tight">
      <div className="time-scale small faint" aria-hidden>
        {[0, 0.25, 0.5, 0.75, 1].map((share) => (
          <span key={share}>{durationWords((to - from) * share)}</span>
        ))}
      </div>
      <RowList label="Time line" rows={rows} height={34}>
        {(row) => {
          if (row.kind === 'heading') return <h3 className="row-heading">{row.text}</h3>;
          if (row.kind === 'group') return <GroupRow row={row} toggle={toggle} />;
          const { step, depth } = row;
          return (
            <button
              type="button"
              className="step-row time-row"
              aria-pressed={chosen === step.id}
              aria-label={spoken(step, from, to)}
              style={{ paddingLeft: 14 + depth * 18 }}
              onClick={() => choose(step.id)}
            >
              <StepIcon step={step} size={14} />
              <span className="step-id cut">{step.id}</span>
              <Bar step={step} from={from} to={to} />
            </button>
          );
        }}
      </RowList>
    </div>
  );
}

interface BarProps {
  step: StepView;
  from: number;
  to: number;
}

function spoken(step: StepView, from: number, to: number): string {
  const at = stepTimes(step, to);
  const when = at
    ? `, from ${durationWords(at[0] - from)}, for ${durationWords(at[1] - at[0])}`
    : '';
  return `${step.id}: ${stepLook(step).word}${when}`;
}

function Bar({ step, from, to }: BarProps) {
  const at = stepTimes(step, to);
  const share = (time: number) => (100 * (time - from)) / (to - from);
  return (
    <span className="time-track">
      {at && (
        <span
          className="time-bar"
          data-tone={stepLook(step).tone}
          title={spoken(step, from, to)}
          style={{ left: `${share(at[0])}%`, width: `max(3px, ${share(at[1]) - share(at[0])}%)` }}
        />
      )}
      {at && !(share(at[0]) < 18 && share(at[1]) > 82) && (
        <span
          className="time-took small soft"
          style={
            share(at[1]) > 82
              ? { right: `${101 - share(at[0])}%` }
              : { left: `${share(at[1]) + 0.6}%` }
          }
        >
          {durationWords(at[1] - at[0])}
        </span>
      )}
    </span>
  );
}
