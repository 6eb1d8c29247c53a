import { useMemo } from 'react';
import type { Attempt } from '../../contract/history.js';
import { useHistory } from '../api/history';
import type { RunDetail, StepView } from '../api/types';
import { useNow } from '../parts/now';
import { StepIcon } from '../parts/State';
import { durationWords } from '../parts/time-words';
import { plural, stepLook } from '../parts/words';
import { RowList } from './RowList';
import { GroupRow } from './StepsList';
import { barsOf, restsOf } from './time-bars';
import { type Rest, type TimeScale, timeScale } from './time-scale';
import { useChosenStep } from './use-chosen-step';
import { useFolded } from './use-folded';

/** When each step was at work, pass by pass: the same rows, with bars from the start of the run to its end or now. */
export function TimeLine({ detail }: { detail: RunDetail }) {
  const { run } = detail;
  const { rows, toggle } = useFolded(detail);
  const { chosen, choose } = useChosenStep();
  const { data: history } = useHistory(run);
  const now = useNow(run.endedAt === undefined);
  const from = Date.parse(run.startedAt);
  const to = Math.max(from + 1000, run.endedAt === undefined ? now : Date.parse(run.endedAt));
  const attempts = useMemo(() => attemptsByStep(history?.happenings ?? []), [history]);
  const rests = restsOf(history?.happenings ?? [], to);
  const scale = timeScale(from, to, rests);
  const waited = rests.reduce((sum, rest) => sum + rest.to - rest.from, 0);
  return (
    <div className="stack tight">
      {rests.length > 0 && (
        <p className="small soft time-legend">
          <span className="time-rest-key" aria-hidden /> It waited for somebody,{' '}
          {plural(rests.length, 'time')}, {durationWords(waited)} in all
          {scale.isShortened ? '; drawn shorter than it was.' : '.'}
        </p>
      )}
      <div className="time-scale small faint" aria-hidden>
        {[0, 0.25, 0.5, 0.75, 1].map((share) => (
          <span key={share}>{durationWords(scale.timeAt(share) - from)}</span>
        ))}
      </div>
      <RowList label="Time line" rows={rows} height={34}>
        {(row) => {
          if (row.kind === 'heading') return <h3 className="row-heading">{row.text}</h3>;
          if (row.kind === 'group') return <GroupRow row={row} toggle={toggle} />;
          const { step, depth } = row;
          const bars = barsOf(step, attempts.get(step.id) ?? [], to);
          return (
            <button
              type="button"
              className="step-row time-row"
              aria-pressed={chosen === step.id}
              aria-label={spoken(step, bars, from)}
              onClick={() => choose(step.id)}
            >
              <span className="time-name" style={{ paddingLeft: depth * 18 }}>
                <StepIcon step={step} size={14} />
                <span className="step-id cut">{step.id}</span>
              </span>
              <Track step={step} bars={bars} rests={rests} scale={scale} />
            </button>
          );
        }}
      </RowList>
    </div>
  );
}

function attemptsByStep(happenings: { what: string }[]): Map<string, Attempt[]> {
  const found = new Map<string, Attempt[]>();
  for (const one of happenings) {
    if (one.what !== 'attempt') continue;
    const attempt = one as Attempt;
    found.set(attempt.step, [...(found.get(attempt.step) ?? []), attempt]);
  }
  return found;
}

type Bars = ReturnType<typeof barsOf>;

function spoken(step: StepView, bars: Bars, from: number): string {
  const last = bars.at(-1);
  const when = last
    ? `, from ${durationWords(last.from - from)}, for ${durationWords(last.to - last.from)}`
    : '';
  const before = bars.length > 1 ? `, ${plural(bars.length - 1, 'time')} before` : '';
  return `${step.id}: ${stepLook(step).word}${when}${before}`;
}

interface TrackProps {
  step: StepView;
  bars: Bars;
  rests: Rest[];
  scale: TimeScale;
}

function Track({ step, bars, rests, scale }: TrackProps) {
  const percent = (time: number) => 100 * scale.shareOf(time);
  const place = (one: { from: number; to: number }, least: string) => ({
    left: `${percent(one.from)}%`,
    width: `max(${least}, ${percent(one.to) - percent(one.from)}%)`,
  });
  const last = bars.at(-1);
  return (
    <span className="time-track">
      {rests.map((rest) => (
        <span key={rest.from} className="time-rest" style={place(rest, '1px')} />
      ))}
      {bars.map((bar, index) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: the bars of a step only grow in number
          key={index}
          className="time-bar"
          data-tone={bar.tone ?? stepLook(step).tone}
          title={durationWords(bar.to - bar.from)}
          style={place(bar, '3px')}
        />
      ))}
      {last && (
        <Took from={percent(last.from)} to={percent(last.to)} first={percent(bars[0]?.from ?? 0)}>
          {durationWords(last.to - last.from)}
        </Took>
      )}
    </span>
  );
}

interface TookProps {
  /** Of the last bar, in percent. */
  from: number;
  to: number;
  /** Where the first one begins. */
  first: number;
  children: string;
}

/** How long the last bar is, where there is room for it. */
function Took({ from, to, first, children }: TookProps) {
  if (to <= 82) {
    return (
      <span className="time-took small soft" style={{ left: `${to + 0.6}%` }}>
        {children}
      </span>
    );
  }
  if (first < 18 && from < 18) return null;
  const isAlone = first === from;
  if (!isAlone) return null;
  return (
    <span className="time-took small soft" style={{ right: `${101 - from}%` }}>
      {children}
    </span>
  );
}
