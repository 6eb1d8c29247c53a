/** A time in which the run did nothing but wait for somebody. */
export interface Rest {
  from: number;
  to: number;
}

export interface TimeScale {
  /** Where a time lies: 0 at the start, 1 at the end. */
  shareOf(time: number): number;
  /** The time that lies there. */
  timeAt(share: number): number;
  /** Whether a rest is drawn shorter than it was. */
  isShortened: boolean;
}

/** A rest takes as much of the line as this share of the time in which something was done, at most; */
const oneRest = 0.15;
/** and all of them together as much as this. */
const allRests = 0.6;

/**
 * A line on which what was done can be seen: a run is done in minutes, and is held for days. In order of
 * time, without overlap.
 */
export function timeScale(from: number, to: number, rests: Rest[]): TimeScale {
  const within = rests.filter((rest) => rest.to > from && rest.from < to);
  const waited = within.reduce((sum, rest) => sum + (rest.to - rest.from), 0);
  const active = to - from - waited;
  const most = active * Math.min(oneRest, allRests / Math.max(1, within.length));
  const pieces: { from: number; to: number; drawn: number }[] = [];
  const add = (until: number, isRest: boolean) => {
    const start = pieces.at(-1)?.to ?? from;
    const length = Math.max(0, until - start);
    pieces.push({
      from: start,
      to: start + length,
      drawn: isRest && active > 0 ? Math.min(length, most) : length,
    });
  };
  for (const rest of within) {
    add(Math.max(rest.from, from), false);
    add(Math.min(rest.to, to), true);
  }
  add(to, false);
  const whole = Math.max(
    1,
    pieces.reduce((sum, { drawn }) => sum + drawn, 0),
  );
  return {
    shareOf(time) {
      let before = 0;
      for (const piece of pieces) {
        if (time < piece.to) return (before + partOf(piece, time)) / whole;
        before += piece.drawn;
      }
      return before / whole;
    },
    timeAt(share) {
      let before = 0;
      for (const piece of pieces) {
        const rest = share * whole - before;
        const length = piece.to - piece.from;
        if (rest <= piece.drawn && piece.drawn > 0)
          return piece.from + (rest / piece.drawn) * length;
        before += piece.drawn;
      }
      return to;
    },
    isShortened: pieces.some(({ drawn, ...piece }) => drawn < piece.to - piece.from),
  };
}

function partOf(piece: { from: number; to: number; drawn: number }, time: number): number {
  const length = piece.to - piece.from;
  return length === 0 ? 0 : (Math.max(0, time - piece.from) / length) * piece.drawn;
}
