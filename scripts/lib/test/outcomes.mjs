import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { outcome } from './report.mjs';

/**
 * What became of a file, from Vitest's module. Its own `json` counts neither a hook that fails nor
 * a file that cannot be loaded, and does not tell why a test was skipped.
 * @param {import('vitest/node').TestModule} module
 */
export function outcomeOf(module) {
  const found = outcome();
  const failing = failingSuites(module);
  for (const suite of failing) found.failed.push(told(suite, suite.errors()));
  for (const test of module.children.allTests()) {
    const { state, errors, note } = test.result();
    if (state === 'passed') found.passed += 1;
    else if (state === 'failed') found.failed.push(told(test, errors));
    else {
      const why = note ?? (failing.length > 0 ? 'what it needs failed' : '');
      found.skipped.push({ name: nameOf(test), why });
    }
  }
  return found;
}

/** With errors of their own: the file cannot be loaded, or a hook failed. */
function failingSuites(module) {
  return [module, ...module.children.allSuites()].filter((suite) => suite.errors().length > 0);
}

/** A test, suite or file and why it failed. */
export const told = (task, errors) => ({ name: nameOf(task), why: reasons(errors) });

/** `test/file.test.ts > suite > test`. */
export function nameOf(task) {
  if (task.type === 'module') return task.relativeModuleId;
  return `${task.module.relativeModuleId} > ${task.fullName}`;
}

/** The most of a message that is told. */
const maxLines = 25;

export function reasons(errors) {
  return errors.map(reason).join('\n');
}

function reason({ message, diff, stacks = [] }) {
  // Vitest colours a difference for a terminal; this is read in the output of CI too.
  const said = stripVTControlCharacters([message, ...(diff ? [diff] : [])].join('\n')).split('\n');
  const lines = said.length > maxLines ? [...said.slice(0, maxLines), '…'] : said;
  const at = stacks.find(({ file }) => !file.includes('node_modules'));
  return [...lines, ...(at ? [`at ${relative('', at.file)}:${at.line}`] : [])].join('\n');
}
