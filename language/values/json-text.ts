import type { Json } from '../../contract/plan.js';
import { InexactNumber, keepsDigits } from './numbers.js';

/**
 * The value of a JSON text, digit for digit: a number that would be rounded is refused.
 * @throws SyntaxError, InexactNumber
 */
export function parseJsonText(text: string): Json {
  const value = JSON.parse(text) as Json;
  for (const [written, offset] of numbersIn(text)) {
    const number = Number(written);
    if (!keepsDigits(written, number)) throw new InexactNumber(written, number, offset);
  }
  return value;
}

/** The numbers of a valid JSON text, as they are written, and where. */
function* numbersIn(text: string): Generator<[written: string, offset: number]> {
  const number = /[-+.\deE]+/y;
  for (let index = 0; index < text.length; index++) {
    const sign = text[index] as string;
    if (sign === '"') {
      for (index++; text[index] !== '"'; index++) if (text[index] === '\\') index++;
    } else if (sign === '-' || (sign >= '0' && sign <= '9')) {
      number.lastIndex = index;
      const [written = sign] = number.exec(text) ?? [];
      yield [written, index];
      index += written.length - 1;
    }
  }
}

/** From 1. */
export interface JsonPlace {
  line: number;
  column: number;
}

/** Where a text stops being JSON; its end where something is missing there. */
export function placeInJson(text: string): JsonPlace {
  // What is cut off anywhere before that place only lacks its end.
  let good = 0;
  let bad = text.length + 1;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (onlyLacksItsEnd(text.slice(0, middle))) good = middle;
    else bad = middle;
  }
  return placeAt(text, good);
}

/** Line and column of an offset. */
export function placeAt(text: string, offset: number): JsonPlace {
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}

function onlyLacksItsEnd(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const { message } = error as Error;
    const position = /at position (\d+)/.exec(message)?.[1];
    if (/end of JSON input|Unterminated/.test(message)) return true;
    return position !== undefined && Number(position) >= text.length;
  }
}
