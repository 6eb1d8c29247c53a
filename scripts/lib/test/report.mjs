import { duration } from './duration.mjs';
import { waitsText } from './waits.mjs';

/**
 * What `npm test` says at its end: what failed in its first minute has long left the screen.
 * @typedef {{ name: string, why: string }} Told a test with its file, and what there is to say
 * @typedef {{ passed: number, failed: Told[], skipped: Told[] }} Outcome
 * @typedef {Record<string, Outcome>} Report of one run of Vitest, by test file
 * @typedef {{ file: string, ms: number, waits: Record<string, number> }} Timed what a file took
 * @typedef {{ name: string, ms: number, first?: { name: string, ms: number }[] }} Part of a run;
 *   `first`: what was made in it for the first time
 */

/** @returns {Outcome} what is not given, is none */
export const outcome = (given) => ({ passed: 0, failed: [], skipped: [], ...given });

/** In place of a file: where errors stand that belong to none. */
export const outside = 'outside of any test';

/** The sum of outcomes: `12 passed, 1 failed, 0 skipped`. */
export function sumOf(outcomes) {
  const count = (what) => outcomes.reduce((sum, each) => sum + each[what].length, 0);
  const passed = outcomes.reduce((sum, each) => sum + each.passed, 0);
  return `${passed} passed, ${count('failed')} failed, ${count('skipped')} skipped`;
}

/**
 * Lines for a terminal: what was skipped, the slowest files, what failed, how long each part took,
 * and last the sum.
 * @param {{ outcomes: Outcome[], files?: Timed[], parts?: Part[], inAll?: number }} run
 *   `inAll`: ms of the whole, for parts run beside one another
 */
export function reportLines({ outcomes, files = [], parts = [], inAll = 0 }) {
  const failed = outcomes.flatMap((each) => each.failed);
  const skipped = outcomes.flatMap((each) => each.skipped);
  return [
    ...section('Skipped:', skipped.map(skippedLine)),
    ...section('Slowest files, and what they waited for:', slowest(files)),
    ...section('Failed:', failed.flatMap(failedLines)),
    ...(parts.length > 0 ? [partsLine(parts, inAll), ''] : []),
    sumOf(outcomes),
  ];
}

/** @param {Told} told */
export function failedLines({ name, why }) {
  return [`  ✗ ${name}`, ...why.split('\n').map((line) => `      ${line}`.trimEnd())];
}

const section = (title, lines) => (lines.length > 0 ? [title, ...lines, ''] : []);

const skippedLine = ({ name, why }) => `  - ${name}${why ? `: ${why}` : ''}`;

/** The ten slowest, a line each. */
function slowest(files) {
  const top = files.toSorted((one, other) => other.ms - one.ms).slice(0, 10);
  const width = Math.max(0, ...top.map(({ file }) => file.length));
  return top.map(({ file, ms, waits }) =>
    `  ${duration(ms).padStart(10)}  ${file.padEnd(width)}  ${waitsText(waits)}`.trimEnd(),
  );
}

/** `Set up 61 s (first time: Chromium 20 s), static checks 30 s, unit 58 s; 2 min 29 s in all.` */
function partsLine(parts, inAll) {
  const told = parts.map(({ name, ms, first = [] }) => {
    const made = first.map((each) => `${each.name} ${duration(each.ms)}`).join(', ');
    return `${name} ${duration(ms)}${made ? ` (first time: ${made})` : ''}`;
  });
  const line = `${told.join(', ')}; ${duration(inAll)} in all.`;
  return line[0].toUpperCase() + line.slice(1);
}
