import { writeFileSync } from 'node:fs';

/**
 * What `npm test` says at its end: a run takes most of an hour, and what failed in its first minute
 * has long left the screen.
 * @typedef {{ name: string, why: string }} Told a test with the file it is in, and the reason
 * @typedef {{ passed: number, failed: Told[], skipped: Told[] }} Report
 */

/** @returns {Report} */
export const emptyReport = () => ({ passed: 0, failed: [], skipped: [] });

/**
 * A reporter for Vitest that writes a `Report` to the file named by `MUSTER_TEST_REPORT`.
 * Vitest's own `json` counts neither a hook that fails nor a file that cannot be loaded, and does not
 * tell why a test was skipped.
 */
export default class {
  onTestRunEnd(modules, unhandledErrors) {
    const report = emptyReport();
    for (const module of modules) addModule(report, module);
    if (unhandledErrors.length > 0) {
      report.failed.push({ name: 'outside of any test', why: reasons(unhandledErrors) });
    }
    writeFileSync(process.env.MUSTER_TEST_REPORT, JSON.stringify(report));
  }
}

function addModule(report, module) {
  const name = (...names) => [module.relativeModuleId, ...names].join(' > ');
  // Its own errors: it cannot be loaded, or one of its hooks failed.
  const own = [module, ...module.children.allSuites()].filter((suite) => suite.errors().length > 0);
  for (const suite of own) {
    const names = suite === module ? [] : [suite.fullName];
    report.failed.push({ name: name(...names), why: reasons(suite.errors()) });
  }
  for (const test of module.children.allTests()) {
    const { state, errors, note } = test.result();
    if (state === 'passed') report.passed += 1;
    else if (state === 'failed') {
      report.failed.push({ name: name(test.fullName), why: reasons(errors) });
    } else {
      const why = note ?? (own.length > 0 ? 'what it needs failed' : '');
      report.skipped.push({ name: name(test.fullName), why });
    }
  }
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

/** The report as lines for a terminal: what was skipped, what failed, and last the sum. */
export function reportLines({ passed, failed, skipped }) {
  return [
    ...(skipped.length > 0 ? ['Skipped:', ...skipped.map(skippedLine), ''] : []),
    ...(failed.length > 0 ? ['Failed:', ...failed.flatMap(failedLines), ''] : []),
    `${passed} passed, ${failed.length} failed, ${skipped.length} skipped`,
  ];
}

const skippedLine = ({ name, why }) => `  - ${name}${why ? `: ${why}` : ''}`;

function failedLines({ name, why }) {
  return [`  ✗ ${name}`, ...why.split('\n').map((line) => `      ${line}`.trimEnd())];
}
