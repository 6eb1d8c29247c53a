import { availableParallelism } from 'node:os';
import { runQuietly, since } from '../run.mjs';
import { folders } from '../sources.mjs';
import { outcome } from './report.mjs';

/** What a check remembers, so that it looks again only at what has changed. */
const cache = 'node_modules/.cache/muster-checks';
const imports = ['--config', '.dependency-cruiser.cjs', ...folders, 'ui'];
const remember = ['--cache', `${cache}/imports`, '--cache-strategy', 'content'];
const incremental = (name) => ['--incremental', '--tsBuildInfoFile', `${cache}/${name}`];

/** The static checks: name, program below node_modules/, arguments. */
const checks = [
  ['types', 'typescript/bin/tsc', ['-p', 'tsconfig.test.json', ...incremental('types')]],
  ['types of the page', 'typescript/bin/tsc', ['-p', 'ui/tsconfig.json', ...incremental('page')]],
  ['lint', '@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']],
  ['imports', 'dependency-cruiser/bin/dependency-cruise.mjs', [...imports, ...remember]],
  ['unused code', 'knip/bin/knip.js', []],
  ['package', 'publint/src/cli.js', ['--strict']],
];

/**
 * Run the static checks, as many at once as there are cores; each counts as one test, and what it
 * wrote is shown only if it fails.
 * @param {(line: string) => void} print
 * @param {string[]} before a command that becomes the one after it
 */
export async function runChecks(print, before = []) {
  const left = [...checks];
  const outcomes = [];
  const work = async () => {
    for (let next = left.shift(); next; next = left.shift()) outcomes.push(await run(next));
  };
  const run = ([name, program, args]) =>
    check(name, [...before, process.execPath, `node_modules/${program}`, ...args], print);
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, work));
  return outcomes;
}

async function check(name, [command, ...args], print) {
  const startedAt = Date.now();
  const { code, output } = await runQuietly(command, args);
  print(`${code === 0 ? '✓' : '✗'} ${name} (${since(startedAt)})`);
  if (code === 0) return outcome({ passed: 1 });
  print(output.trim());
  return outcome({ failed: [{ name, why: output.trim() }] });
}
