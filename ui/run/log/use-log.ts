import { useEffect, useRef, useState } from 'react';
import { path, query } from '../../api/http';
import { useStream } from '../../api/use-stream';
import { type LogLine, lineOf } from './log-line';

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
      lines.current.push({ text: `Attempt ${piece.number}`, at: timeOf(piece.attempt) });
    }
    for (const text of piece.lines) lines.current.push(lineOf(text, lines.current.at(-1)));
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

/** `20261123T180200.123Z-2` → `2026-11-23T18:02:00.123Z`. */
function timeOf(attempt: string): string {
  return attempt.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d\.\d+Z)-\d+$/, '$1-$2-$3T$4:$5:$6');
}
