import { writeFileSync } from 'node:fs';
import { outcome, outside } from './test-report.mjs';

/**
 * A reporter for Vitest that writes a `Report` (test-report.mjs) to the file named by `MUSTER_TEST_REPORT`.
 * Vitest's own `json` counts neither a hook that fails nor a file that cannot be loaded, and does not
 * tell why a test was skipped.
 */
export default class {
  onTestRunEnd(modules, unhandledErrors) {
    const report = Object.fromEntries(
      modules.map((each) => [each.relativeModuleId, outcomeOf(each)]),
    );
    if (unhandledErrors.length > 0) {
      const failed = [{ name: outside, why: reasons(unhandledErrors) }];
      report[outside] = outcome({ failed });
    }
    writeFileSync(process.env.MUSTER_TEST_REPORT, JSON.stringify(report));
  }
}

/** What became of a file. */
function outcomeOf(module) {
  const found = outcome();
  const name = (...names) => [module.relativeModuleId, ...names].join(' > ');
  // Its own errors: it cannot be loaded, or one of its hooks failed.
  const own = [module, ...module.children.allSuites()].filter((suite) => suite.errors().length > 0);
  for (const suite of own) {
    const names = suite === module ? [] : [suite.fullName];
    found.failed.push({ name: name(...names), why: reasons(suite.errors()) });
  }
  for (const test of module.children.allTests()) {
    const { state, errors, note } = test.result();
    if (state === 'passed') found.passed += 1;
    else if (state === 'failed') {
      found.failed.push({ name: name(test.fullName), why: reasons(errors) });
    } else {
      const why = note ?? (own.length > 0 ? 'what it needs failed' : '');
      found.skipped.push({ name: name(test.fullName), why });
    }
  }
  return found;
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
