import { useEffect, useRef } from 'react';
import { reveal } from './reveal';
import { Trouble } from './Trouble';

interface RefusedProps {
  /** What was asked of the API, as `useAct` has it. */
  act: { isError: boolean; error: unknown };
}

/**
 * Why what was just asked did not happen: brought into view, and the focus to it. Errors of what
 * somebody pressed are shown by this, never by `Trouble` alone: they may be off screen.
 */
export function Refused({ act }: RefusedProps) {
  return act.isError ? <Said error={act.error} /> : null;
}

function Said({ error }: { error: unknown }) {
  const place = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each refusal is brought into view
  useEffect(() => reveal(place.current), [error]);
  return (
    <div ref={place} tabIndex={-1} className="revealed">
      <Trouble error={error} />
    </div>
  );
}
