import { writeFileSync } from 'node:fs';

/**
 * What `npm test` says at its end: a run takes most of an hour, and what failed in its first minute
 * has long left the screen.
 * @typedef {{ name: string, why: string }} Told a test with its file, and what there is to say
 * @typedef {{ passed: number, failed: Told[], skipped: Told[] }} Outcome
 * @typedef {Record<string, Outcome>} Report by test file, or by another part of the run
 */

/** @returns {Outcome} */
const nothing = () => ({ passed: 0, failed: [], skipped: [] });

/** Where errors stand that belong to no file. */
export const outside = 'outside of any test';

/**
 * A reporter for Vitest that writes a `Report` to the file named by `MUSTER_TEST_REPORT`.
 * Vitest's own `json` counts neither a hook that fails nor a file that cannot be loaded, and does not
 * tell why a test was skipped.
 */
export default class {
  onTestRunEnd(modules, unhandledErrors) {
    const report = Object.fromEntries(modules.map((each) => [each.relativeModuleId, came(each)]));
    if (unhandledErrors.length > 0) {
      report[outside] = {
        ...nothing(),
        failed: [{ name: outside, why: reasons(unhandledErrors) }],
      };
    }
    writeFileSync(process.env.MUSTER_TEST_REPORT, JSON.stringify(report));
  }
}

/** What became of a file. */
function came(module) {
  const outcome = nothing();
  const name = (...names) => [module.relativeModuleId, ...names].join(' > ');
  // Its own errors: it cannot be loaded, or one of its hooks failed.
  const own = [module, ...module.children.allSuites()].filter((suite) => suite.errors().length > 0);
  for (const suite of own) {
    const names = suite === module ? [] : [suite.fullName];
    outcome.failed.push({ name: name(...names), why: reasons(suite.errors()) });
  }
  for (const test of module.children.allTests()) {
    const { state, errors, note } = test.result();
    if (state === 'passed') outcome.passed += 1;
    else if (state === 'failed') {
      outcome.failed.push({ name: name(test.fullName), why: reasons(errors) });
    } else {
      const why = note ?? (own.length > 0 ? 'what it needs failed' : '');
      outcome.skipped.push({ name: name(test.fullName), why });
    }
  }
  return outcome;
}

/** The most of a message that is repeated: the whole stands where the test ran. */
const maxLines = 25;

function reasons(errors) {
  return errors.map(reason).join('\n');
}

function reason({ message, diff, stacks = [] }) {
  const said = [message, ...(diff ? [diff] : [])].join('\n').split('\n');
  const lines = said.length > maxLines ? [...said.slice(0, maxLines), '…'] : said;
  const at = stacks.find(({ file }) => !file.includes('node_modules'));
  return [...lines, ...(at ? [`at ${at.file}:${at.line}`] : [])].join('\n');
}

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
  const steady = (file) => again[file] !== undefined && again[file].failed.length === 0;
  const passed = failedFiles(first).filter(steady);
  return {
    report: { ...first, ...Object.fromEntries(passed.map((file) => [file, again[file]])) },
    unsteady: passed.flatMap((file) => first[file].failed),
  };
}

/**
 * Lines for a terminal: what was skipped, what is unsteady, what failed, and last the sum.
 * @param {Report} report
 * @param {Told[]} unsteady
 */
export function reportLines(report, unsteady = []) {
  const outcomes = Object.values(report);
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
