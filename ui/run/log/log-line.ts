/** A line of a step's output, or the heading of an attempt. */
export interface LogLine {
  text: string;
  /** In its attempt, from 1; what Muster itself says has none. */
  number?: number;
  /** ISO time, of a heading. */
  at?: string;
}

/** The first line of an attempt is Muster's own: what it does, with what. */
export function lineOf(text: string, before: LogLine | undefined): LogLine {
  const isFirst = before?.at !== undefined;
  if (isFirst && text.startsWith('# ')) return { text };
  return { text, number: (before?.number ?? 0) + 1 };
}
