import { createInterface } from 'node:readline/promises';
import type { Io } from './io.js';
import { writeLines } from './lines.js';

/** An answer that a person can choose by its letter. */
export interface Choice<Value> {
  letter: string;
  label: string;
  value: Value;
}

/** Whether there is somebody to ask. */
export function canAsk(io: Io): boolean {
  return io.stdin.isTTY === true && io.stderr.isTTY === true;
}

/** Asks until a letter is given; an empty line, Ctrl-D and Ctrl-C mean the last choice. */
export async function choose<Value>(
  io: Io,
  question: string,
  choices: [Choice<Value>, ...Choice<Value>[]],
): Promise<Value> {
  const fallback = choices.at(-1) ?? choices[0];
  const list = choices.map(({ letter, label }) => `  ${letter}  ${label}`).join('\n');
  writeLines(io.stderr, ['', question, list]);
  for (;;) {
    const text = await ask(io, `Choose [${fallback.letter}]: `);
    if (text === undefined || text === '') return fallback.value;
    const chosen = choices.find(({ letter }) => letter === text.toLowerCase());
    if (chosen !== undefined) return chosen.value;
  }
}

/** One of these steps; not asked where there is only one. */
export async function chooseStep(io: Io, ids: string[]): Promise<string | undefined> {
  if (ids.length < 2) return ids[0];
  const [first, ...rest] = ids.map((id, index) => ({
    letter: String(index + 1),
    label: id,
    value: id,
  }));
  return first === undefined ? undefined : choose(io, 'Which step?', [first, ...rest]);
}

/** Yes or no; no unless it is said. */
export async function confirm(io: Io, question: string): Promise<boolean> {
  const text = await ask(io, `${question} [y/N] `);
  return text !== undefined && /^y(es)?$/i.test(text);
}

/** A line of text; undefined where the person leaves (Ctrl-C, Ctrl-D). */
export async function ask(io: Io, question: string): Promise<string | undefined> {
  const lines = createInterface({ input: io.stdin, output: io.stderr });
  const left = new AbortController();
  lines.once('SIGINT', () => left.abort());
  lines.once('close', () => left.abort());
  try {
    return (await lines.question(question, { signal: left.signal })).trim();
  } catch {
    io.stderr.write('\n');
    return undefined;
  } finally {
    lines.close();
  }
}
