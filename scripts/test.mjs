import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuild } from './lib/build.mjs';
import { whyNoChromium } from './lib/chromium.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { whyNoLab } from './lib/lab-host.mjs';
import { checkNodeVersion } from './lib/node-version.mjs';
import { root, runInForeground, runQuietly, since } from './lib/run.mjs';
import { afterSecondTry, failedFiles, outcome, reportLines } from './lib/test-report.mjs';

/**
 * `npm test`: set up, then everything this machine can host: static checks, tests without a server,
 * tests with Temporal, tests of the page in a browser, tests on three real machines. Says at its end
 * what it skipped and why, and what failed; its last line is `N passed, N failed, N skipped`.
 */
const outcomes = [];
const unsteady = [];

checkNodeVersion();
process.chdir(root);
try {
  await ensureDependencies();
  await ensureBuild();
} catch (error) {
  fail('setting up', error.message);
  console.log(reportLines(outcomes).join('\n'));
  process.exit(1);
}

const checks = [
  ['types', 'node_modules/typescript/bin/tsc', ['-p', 'tsconfig.test.json']],
  ['types of the page', 'node_modules/typescript/bin/tsc', ['-p', 'ui/tsconfig.json']],
  ['lint', 'node_modules/@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']],
  ['imports', 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs', importArguments()],
  ['unused code', 'node_modules/knip/bin/knip.js', []],
  ['package', 'node_modules/publint/src/cli.js', ['--strict']],
];
for (const [name, program, args] of checks) await check(name, program, args);

// Nothing in these waits for anybody: every core is used. The others need some of it themselves.
await tests('unit', '--maxWorkers=100%');
await tests('engine');
const noBrowser = await whyNoChromium();
if (noBrowser === undefined) await tests('page');
else skip('page', `the page cannot be looked at here: ${noBrowser}`);
const reason = whyNoLab();
if (reason === undefined) await tests('lab');
else skip('lab', `three real machines cannot run here: ${reason}`);

console.log(`\n${reportLines(outcomes, unsteady).join('\n')}`);
process.exitCode = outcomes.some(({ failed }) => failed.length > 0) ? 1 : 0;

function importArguments() {
  const folders = [
    'activities',
    'cli',
    'client',
    'language',
    'server',
    'ui',
    'worker',
    'workflows',
  ];
  return ['--config', '.dependency-cruiser.cjs', ...folders];
}

/** A static check counts as one test; its output is shown only if it fails. */
async function check(name, program, args) {
  const startedAt = Date.now();
  const { code, output } = await runQuietly(process.execPath, [program, ...args]);
  if (code === 0) outcomes.push(outcome({ passed: 1 }));
  else fail(name, output.trim());
  if (code !== 0) console.log(output.trim());
  console.log(`${code === 0 ? '✓' : '✗'} ${name} (${since(startedAt)})`);
}

/**
 * Run the tests of one project of vitest.config.ts. Few files that fail are run once more: real
 * servers and machines share this computer with others. What passes only then is told by its name
 * (docs/decisions/0023-a-second-try.md).
 */
async function tests(project, ...options) {
  console.log(`\n${project} tests`);
  const first = await vitest(project, options);
  const files = failedFiles(first);
  if (files.length === 0 || files.length > 3) {
    outcomes.push(...Object.values(first));
    return;
  }
  console.log(`\n${project} tests, what failed once more: ${files.join(', ')}`);
  const merged = afterSecondTry(first, await vitest(project, [...options, ...files]));
  outcomes.push(...Object.values(merged.report));
  unsteady.push(...merged.unsteady);
}

/** @returns what became of each file. */
async function vitest(project, args) {
  const file = join(tmpdir(), `muster-test-${process.pid}-${project}.json`);
  process.env.MUSTER_TEST_REPORT = file;
  const code = await runInForeground(process.execPath, [
    ...['node_modules/vitest/vitest.mjs', 'run', '--project', project, ...args],
    ...['--reporter', 'default', '--reporter', './scripts/lib/vitest-reporter.mjs'],
  ]);
  const said = await readFile(file, 'utf8').then(JSON.parse, () => ({}));
  await rm(file, { force: true });
  const told = Object.values(said).some(({ failed }) => failed.length > 0);
  // A set-up for all of them that fails is in no report.
  if (code !== 0 && !told) fail(`${project} tests`, `ended with exit code ${code}`);
  return said;
}

function fail(name, why) {
  outcomes.push(outcome({ failed: [{ name, why }] }));
}

function skip(project, why) {
  console.log(`\n${project} tests skipped: ${why}`);
  outcomes.push(outcome({ skipped: [{ name: `${project} tests`, why }] }));
}
