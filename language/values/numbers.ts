/** A number whose digits a number of JSON cannot keep: `12345678901234567890`. */
export class InexactNumber extends Error {
  override readonly name = 'InexactNumber';

  /** Where it starts in the text that was read. */
  readonly offset: number;

  constructor(written: string, number: number, offset = 0) {
    super(inexactWords(written, number));
    this.offset = offset;
  }
}

/** What to do about a number that cannot be kept, or would be printed otherwise. */
export const inQuotes = 'write it in quotes, as text';

/** What is wrong with a number that cannot be kept. */
export function inexactWords(written: string, number: number): string {
  const shown = written.length > 60 ? `${written.slice(0, 60)}…` : written;
  return `${shown} cannot be kept as a number: it would become ${number}`;
}

/**
 * The number that a decimal text is; undefined where it is none.
 * @throws InexactNumber
 */
export function readNumber(text: string): number | undefined {
  const written = text.trim();
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(written)) return undefined;
  const number = Number(written);
  if (!keepsDigits(written, number)) throw new InexactNumber(written, number);
  // JSON has no -0.
  return number + 0;
}

/**
 * Whether a number has the digits that were written, however it was spelled: `1.10` is kept by 1.1,
 * `9007199254740993` by no number. What is not decimal (`0xFF`, `1:30`) is kept as far as whole
 * numbers are exact.
 */
export function keepsDigits(written: string, number: number): boolean {
  const wanted = digitsOf(written.replaceAll('_', ''));
  if (wanted === undefined) return Math.abs(number) <= Number.MAX_SAFE_INTEGER;
  const kept = digitsOf(String(number));
  return kept !== undefined && kept === wanted;
}

/** Digits and power of ten, the same for every spelling of a decimal number; undefined for others. */
function digitsOf(text: string): string | undefined {
  const match = /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(text);
  if (!match) return undefined;
  const [, sign = '', whole = '', part = '', power = '0'] = match;
  const all = `${whole}${part}`;
  if (all === '') return undefined;
  const digits = all.replace(/^0+/, '');
  const short = digits.replace(/0+$/, '');
  if (short === '') return '0';
  const exponent = Number(power) - part.length + (digits.length - short.length);
  return `${sign === '-' ? '-' : ''}${short}e${exponent}`;
}
