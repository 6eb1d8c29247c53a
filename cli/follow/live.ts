import { createLogUpdate } from 'log-update';
import type { RunView } from '../../contract/run.js';
import { runFrame } from '../render/frame.js';
import { harmless } from '../terminal/harmless.js';
import type { Output } from '../terminal/io.js';
import { writeLines } from '../terminal/lines.js';
import type { Style } from '../terminal/style.js';

const redrawEvery = 100;
const tickEvery = 1000;
const clearScreen = '\u001b[H\u001b[J';

/** What follows a run on a screen or in a log. */
export interface Progress {
  show(view: RunView): void;
  /** The last output line of a running step. */
  tail?(step: string, line: string): void;
  /** A line about Muster itself, between what is shown of the run. */
  note(line: string): void;
  /** Nothing is written after it. `leave`: what was shown last stays on the screen. */
  end(leave: boolean): void;
}

export interface LiveOptions {
  stream: Output;
  /** Asked for at every redraw: the terminal may have changed its size. */
  style: () => Style;
  now: () => number;
  footer: string;
}

/** A view of the run that stays in place: at most ten redraws a second, one a second while still. */
export function liveProgress({ stream, style, now, footer }: LiveOptions): Progress {
  const draw = createLogUpdate(stream);
  const tails = new Map<string, string>();
  let view: RunView | undefined;
  let drawnAt = 0;
  let drawnLines = 0;
  let drawnWidth = stream.columns;
  let blank = '';
  let pending: NodeJS.Timeout | undefined;

  function redraw(): void {
    clearTimeout(pending);
    pending = undefined;
    if (view === undefined) return;
    const rows = (stream.rows ?? 24) - 1;
    const lines = runFrame(view, { style: style(), now: now(), rows, tails, footer });
    // log-update 7.2 rewrites only what is between the first and the last changed line, and mislays
    // what is below where the height changed. A first line that differs makes it redraw everything.
    if (lines.length !== drawnLines) blank = blank === '' ? ' ' : '';
    draw(harmless([blank, ...lines.slice(1)].join('\n')));
    drawnAt = Date.now();
    drawnLines = lines.length;
    drawnWidth = stream.columns;
  }

  function soon(): void {
    pending ??= setTimeout(redraw, Math.max(0, drawnAt + redrawEvery - Date.now()));
  }

  /** A terminal that became smaller has wrapped or scrolled the old lines: nobody knows where they are. */
  function resized(): void {
    const narrower = (stream.columns ?? 0) < (drawnWidth ?? 0);
    if (narrower || drawnLines >= (stream.rows ?? 24)) {
      draw.done();
      stream.write(clearScreen);
    }
    redraw();
  }

  stream.on('resize', resized);
  const ticking = setInterval(redraw, tickEvery);
  return {
    show(next) {
      view = next;
      soon();
    },
    tail(step, line) {
      tails.set(step, line);
      soon();
    },
    note(line) {
      draw.clear();
      draw.done();
      writeLines(stream, [style().colors.dim(line)]);
      redraw();
    },
    end(leave) {
      clearInterval(ticking);
      clearTimeout(pending);
      stream.off('resize', resized);
      draw.clear();
      draw.done();
      if (view === undefined || !leave) return;
      // All of it, however tall: from here on it belongs to the scrollback.
      writeLines(stream, runFrame(view, { style: style(), now: now() }));
    },
  };
}
