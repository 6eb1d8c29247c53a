import type { RunView } from '../../contract/run.js';
import { allSteps } from '../../contract/words.js';
import { eventLine, events } from '../render/events.js';
import { titleLine } from '../render/frame.js';
import type { Output } from '../terminal/io.js';
import { writeLines } from '../terminal/lines.js';
import type { Style } from '../terminal/style.js';
import { oneLine, widest } from '../terminal/text.js';
import type { Progress } from './live.js';

const widestId = 30;

/**
 * A line for each change, with the time: for logs and for those who cannot see a screen. `only` where
 * the result says everything: the one line that is written before it.
 */
export function plainProgress(
  stream: Output,
  style: Style,
  now: () => number,
  only?: string,
): Progress {
  let before: RunView | undefined;
  let idWidth = 0;
  return {
    show(view) {
      const isFirst = before === undefined;
      if (only !== undefined) {
        if (isFirst && only !== '') writeLines(stream, [style.colors.dim(only)]);
        before = view;
        return;
      }
      // Items of a for-each, and so longer ids, may come to be known on the way.
      const ids = allSteps(view).map((step) => oneLine(step.id));
      idWidth = Math.max(idWidth, Math.min(widestId, widest(ids)));
      if (isFirst) writeLines(stream, [titleLine(view, style)]);
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
