import type { Json } from '../../contract/plan.js';
import { InexactNumber, keepsDigits } from './numbers.js';

/**
 * The value of a JSON text, digit for digit: a number that would be rounded is refused.
 * @throws SyntaxError, InexactNumber
 */
export function parseJsonText(text: string): Json {
  const value = JSON.parse(text) as Json;
  for (const written of numbersIn(text)) {
    if (!keepsDigits(written, Number(written))) throw new InexactNumber(written, Number(written));
  }
  return value;
}

/** The numbers of a valid JSON text, as they are written. */
function* numbersIn(text: string): Generator<string> {
  const number = /[-+.\deE]+/y;
  for (let index = 0; index < text.length; index++) {
    const sign = text[index] as string;
    if (sign === '"') {
      for (index++; text[index] !== '"'; index++) if (text[index] === '\\') index++;
    } else if (sign === '-' || (sign >= '0' && sign <= '9')) {
      number.lastIndex = index;
      const [written = sign] = number.exec(text) ?? [];
      yield written;
      index += written.length - 1;
    }
  }
}

/** What is wrong with a text that is no JSON, and where: ` (line 2, column 5)`. */
export function placeInJson(text: string, error: unknown): string {
  const position = /at position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
  const at = position === undefined ? undefined : Number(position);
  if (at === undefined || at >= text.length) return '';
  const before = text.slice(0, at).split('\n');
  return ` (line ${before.length}, column ${(before.at(-1) ?? '').length + 1})`;
}
