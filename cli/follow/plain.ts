import type { RunView } from '../../contract/run.js';
import { allSteps } from '../../contract/words.js';
import { eventLine, events } from '../render/events.js';
import { titleLine } from '../render/frame.js';
import type { Output } from '../terminal/io.js';
import { writeLines } from '../terminal/lines.js';
import type { Style } from '../terminal/style.js';
import { widest } from '../terminal/text.js';
import type { Progress } from './live.js';

/**
 * A line for each change, with the time: for logs and for those who cannot see a screen. `silent`
 * where the result alone is wanted.
 */
export function plainProgress(
  stream: Output,
  style: Style,
  now: () => number,
  silent = false,
): Progress {
  let before: RunView | undefined;
  let idWidth = 0;
  return {
    show(view) {
      if (silent) return;
      if (before === undefined) {
        const ids = allSteps(view).map((step) => step.id);
        idWidth = Math.min(30, widest(ids));
        writeLines(stream, [titleLine(view, style)]);
      }
      for (const event of events(before, view, now(), style)) {
        writeLines(stream, [eventLine(event, now(), idWidth, style)]);
      }
      before = view;
    },
    note(line) {
      writeLines(stream, [style.colors.dim(line)]);
    },
    end() {},
  };
}
