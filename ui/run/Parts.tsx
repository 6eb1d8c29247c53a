import type { StepView } from '../api/types';
import { partsOf, partTone } from '../parts/words';

/** Machines or units of a step, each with its state; `few`: in one line, the rest counted. */
export function Parts({ step, few = false }: { step: StepView; few?: boolean }) {
  const parts = partsOf(step);
  if (parts.length === 0) return null;
  const shown = few ? parts.slice(0, 4) : parts;
  const more = parts.length - shown.length;
  return (
    <span className={few ? 'parts few' : 'parts'}>
      {shown.map(([part, state]) => (
        <span key={part} className="chip" data-tone={partTone(state)} title={`${part} ${state}`}>
          <b>{part}</b> {state}
        </span>
      ))}
      {more > 0 && <span className="chip">and {more} more</span>}
    </span>
  );
}
