/**
 * Shorter values are not masked: `1` or `yes` as a secret would blacken half of every log, and
 * protects nothing that cannot be guessed. No step is given one (`secret.too-short`).
 */
export const shortestSecret = 4;

/** Without blanks at its ends, which tell nothing, and which many a program takes away. */
export function bare(value: string): string {
  return value.replace(/^[ \t\r\n\v\f]+|[ \t\r\n\v\f]+$/g, '');
}

/**
 * The texts that are looked for of a secret: all of it; of JSON each text in it, as programs print
 * them alone; of another one of several lines each line.
 */
export function plainsOf(value: string): string[] {
  const whole = bare(value);
  const fields = fieldsOf(whole);
  const found =
    fields ??
    whole
      .split(/[\r\n]+/)
      .map(bare)
      .filter(tellsSomething);
  return [...new Set([whole, ...found])].filter((plain) => plain.length >= shortestSecret);
}

/** What the texts of JSON hold, and the JSON without its blanks; undefined where it is none. */
function fieldsOf(text: string): string[] | undefined {
  if (!/^["[{]/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return [JSON.stringify(value), ...textsIn(value).flatMap(plainsOf)];
  } catch {
    return undefined;
  }
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Brackets and the first and last line of a key stand in other people's texts too. */
function tellsSomething(line: string): boolean {
  if (/^-----(?:BEGIN|END) [A-Z0-9 ]+-----$/.test(line)) return false;
  return line.replace(/[\s{}[\]()"',:;]/g, '').length >= shortestSecret;
}
