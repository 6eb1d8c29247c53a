import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuild } from './lib/build.mjs';
import { whyNoChromium } from './lib/chromium.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { whyNoLab } from './lib/lab-host.mjs';
import { checkNodeVersion } from './lib/node-version.mjs';
import { root, runInForeground, runQuietly, since } from './lib/run.mjs';
import { emptyReport, reportLines } from './lib/test-report.mjs';

/**
 * `npm test`: set up, then everything this machine can host: static checks, tests without a server,
 * tests with Temporal, tests of the page in a browser, tests on three real machines. Says at its end
 * what it skipped and why, and what failed; its last line is `N passed, N failed, N skipped`.
 */
const total = emptyReport();

checkNodeVersion();
process.chdir(root);
try {
  await ensureDependencies();
  await ensureBuild();
} catch (error) {
  total.failed.push({ name: 'setting up', why: error.message });
  console.log(reportLines(total).join('\n'));
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
await vitest('unit', '--maxWorkers=100%');
await vitest('engine');
const noBrowser = await whyNoChromium();
if (noBrowser === undefined) await vitest('page');
else skip('page', `the page cannot be looked at here: ${noBrowser}`);
const reason = whyNoLab();
if (reason === undefined) await vitest('lab');
else skip('lab', `three real machines cannot run here: ${reason}`);

console.log(`\n${reportLines(total).join('\n')}`);
process.exitCode = total.failed.length > 0 ? 1 : 0;

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
  if (code === 0) total.passed += 1;
  else total.failed.push({ name, why: output.trim() });
  if (code !== 0) console.log(output.trim());
  console.log(`${code === 0 ? '✓' : '✗'} ${name} (${since(startedAt)})`);
}

/** Run the tests of one project of vitest.config.ts and add up what became of them. */
async function vitest(project, ...more) {
  console.log(`\n${project} tests`);
  const file = join(tmpdir(), `muster-test-${process.pid}-${project}.json`);
  process.env.MUSTER_TEST_REPORT = file;
  const code = await runInForeground(process.execPath, [
    ...['node_modules/vitest/vitest.mjs', 'run', '--project', project, ...more],
    ...['--reporter', 'default', '--reporter', './scripts/lib/test-report.mjs'],
  ]);
  const report = await readFile(file, 'utf8').then(JSON.parse, emptyReport);
  await rm(file, { force: true });
  total.passed += report.passed;
  total.skipped.push(...report.skipped);
  total.failed.push(...report.failed);
  // A set-up for all of them that fails is in no report.
  if (code !== 0 && report.failed.length === 0) {
    total.failed.push({ name: `${project} tests`, why: `ended with exit code ${code}` });
  }
}

function skip(project, why) {
  console.log(`\n${project} tests skipped: ${why}`);
  total.skipped.push({ name: `${project} tests`, why });
}
