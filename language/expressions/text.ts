/** A piece of text: as written, or the expression between `${{` and `}}`. */
export type TextPart =
  | { literal: string }
  | {
      expr: string;
      /** `${{ … }}` as written. */
      raw: string;
    };

/** The text has a `${{` without its `}}`. */
export interface Unclosed {
  /** What follows it. */
  unclosed: string;
}

/**
 * The expressions in a text. `}}` inside a quoted text of an expression does not end it.
 * Text without any is one literal part.
 */
export function splitText(text: string): TextPart[] | Unclosed {
  const parts: TextPart[] = [];
  let from = 0;
  for (;;) {
    const start = text.indexOf('${{', from);
    if (start < 0) break;
    const end = endOf(text, start + 3);
    if (end === undefined) return { unclosed: text.slice(start) };
    if (start > from) parts.push({ literal: text.slice(from, start) });
    parts.push({ expr: text.slice(start + 3, end), raw: text.slice(start, end + 2) });
    from = end + 2;
  }
  if (from < text.length || parts.length === 0) parts.push({ literal: text.slice(from) });
  return parts;
}

/** Whether a text has an expression in it, closed or not. */
export function hasExpression(text: string): boolean {
  return text.includes('${{');
}

function endOf(text: string, from: number): number | undefined {
  let quoted = false;
  for (let index = from; index < text.length; index++) {
    if (text[index] === "'") quoted = !quoted;
    else if (!quoted && text.startsWith('}}', index)) return index;
  }
  return undefined;
}
