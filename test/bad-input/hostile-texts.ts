/** Ten lists of ten aliases each of the one before: ten thousand million values in 600 bytes. */
export const aliasBomb = [
  'name: bomb',
  'a0: &a0 [x, x, x, x, x, x, x, x, x, x]',
  ...Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(10)}]`),
  'steps: *a9',
  '',
].join('\n');

/** A list in a list in a list. */
export function levels(count: number): string {
  return `name: deep\nsteps: ${'['.repeat(count)}${']'.repeat(count)}\n`;
}
