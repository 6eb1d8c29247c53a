import { cutMark } from '../../process/output.js';
import { shortestSecret } from './plains.js';

const ellipsis = '…';

/** Where a text was cut: to where it goes, and how long the half of a secret at its end has to be. */
function cutsIn(text: string): { end: number; atLeast: number }[] {
  const cuts: { end: number; atLeast: number }[] = [];
  for (let at = text.indexOf(ellipsis); at >= 0; at = text.indexOf(ellipsis, at + 1)) {
    const line = at - cutMark.indexOf(ellipsis);
    // Others end a sentence with it: of those some letters have to be alike.
    if (text.startsWith(cutMark, line)) cuts.push({ end: line, atLeast: 1 });
    else cuts.push({ end: at, atLeast: shortestSecret });
  }
  return cuts;
}

/** A cut may have left the beginning of a secret, which is not found as one. */
export function findHalves(
  text: string,
  forms: readonly { form: string; name: string }[],
  found: (from: number, to: number, name: string) => void,
): void {
  for (const { end, atLeast } of cutsIn(text)) {
    for (const { form, name } of forms) {
      for (let length = Math.min(form.length - 1, end); length >= atLeast; length--) {
        if (!text.startsWith(form.slice(0, length), end - length)) continue;
        found(end - length, end, name);
        break;
      }
    }
  }
}
