import { useEffect, useRef, useState } from 'react';
import { path, query } from '../../api/http';
import { useStream } from '../../api/use-stream';

/** A line of a step's output, or the heading of an attempt. */
export interface LogLine {
  text: string;
  /** In its attempt, from 1; a heading has none. */
  number?: number;
}

interface Piece {
  attempt: string;
  number: number;
  lines: string[];
  from: number;
  offset: number;
}

/** Everything a step wrote in this run, and what comes; goes on where a lost connection broke off. */
export function useLog(name: string, runId: string, step: string): LogLine[] {
  const lines = useRef<LogLine[]>([]);
  const place = useRef<{ attempt: string; offset: number }>(undefined);
  const [, redraw] = useState(0);
  const frame = useRef(0);
  useEffect(() => () => cancelAnimationFrame(frame.current), []);

  const take = (piece: Piece) => {
    const last = place.current;
    if (last?.attempt === piece.attempt && piece.offset <= last.offset) return;
    if (last?.attempt !== piece.attempt) {
      lines.current.push({ text: `Attempt ${piece.number}` });
    }
    for (const text of piece.lines) {
      const number = (lines.current.at(-1)?.number ?? 0) + 1;
      lines.current.push({ text, number });
    }
    place.current = { attempt: piece.attempt, offset: piece.offset };
    // Many pieces come at once; one drawing for all of them.
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(() => redraw((count) => count + 1));
  };
  useStream(
    `${path('runs', name, 'logs', 'events')}${query({ step, runId })}`,
    { lines: take },
    {
      resume: () =>
        place.current ? `&after=${place.current.attempt}@${place.current.offset}` : '',
    },
  );
  return lines.current;
}
