/**
 * What `npm test` says at its end: a run takes most of an hour, and what failed in its first minute
 * has long left the screen.
 * @typedef {{ name: string, why: string }} Told a test with its file, and what there is to say
 * @typedef {{ passed: number, failed: Told[], skipped: Told[] }} Outcome
 * @typedef {Record<string, Outcome>} Report of one run of Vitest, by test file
 */

/** @returns {Outcome} what is not given, is none */
export const outcome = (given) => ({ passed: 0, failed: [], skipped: [], ...given });

/** In place of a file: where errors stand that belong to none. */
export const outside = 'outside of any test';

/** The files of a report in which something failed. */
export function failedFiles(report) {
  return Object.keys(report).filter((file) => report[file].failed.length > 0 && file !== outside);
}

/**
 * What a report comes to when its failed files were run again.
 * @param {Report} first
 * @param {Report} again of those files
 * @returns {{ report: Report, unsteady: Told[] }} `unsteady`: what failed the first time only
 */
export function afterSecondTry(first, again) {
  const steady = (file) => !again[outside] && again[file]?.failed.length === 0;
  const passed = failedFiles(first).filter(steady);
  return {
    report: { ...first, ...Object.fromEntries(passed.map((file) => [file, again[file]])) },
    unsteady: passed.flatMap((file) => first[file].failed),
  };
}

/**
 * Lines for a terminal: what was skipped, what is unsteady, what failed, and last the sum.
 * @param {Outcome[]} outcomes
 * @param {Told[]} unsteady
 */
export function reportLines(outcomes, unsteady = []) {
  const passed = outcomes.reduce((sum, each) => sum + each.passed, 0);
  const failed = outcomes.flatMap((each) => each.failed);
  const skipped = outcomes.flatMap((each) => each.skipped);
  return [
    ...section('Skipped:', skipped.map(skippedLine)),
    ...section('Failed, and passed when run again:', unsteady.flatMap(failedLines)),
    ...section('Failed:', failed.flatMap(failedLines)),
    `${passed} passed, ${failed.length} failed, ${skipped.length} skipped`,
  ];
}

const section = (title, lines) => (lines.length > 0 ? [title, ...lines, ''] : []);

const skippedLine = ({ name, why }) => `  - ${name}${why ? `: ${why}` : ''}`;

function failedLines({ name, why }) {
  return [`  ✗ ${name}`, ...why.split('\n').map((line) => `      ${line}`.trimEnd())];
}
