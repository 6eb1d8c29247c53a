import { readFileSync } from 'node:fs';

/** One effect on the world, as a program on the PATH wrote it down. */
export interface Effect {
  /** `mark`, `etcd`, `vagrant`. */
  program: string;
  words: string[];
}

/** Lines are `PROGRAM WORD…`, each written in one go. */
export function readLedger(file: string): Effect[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return [];
  }
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [program = '', ...words] = line.split(' ');
      return { program, words };
    });
}

/** How often each effect of a program was written down, by its words. */
export function tally(file: string, program: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const effect of readLedger(file)) {
    if (effect.program !== program) continue;
    const words = effect.words.join(' ');
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  return counts;
}
