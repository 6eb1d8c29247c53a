import { checkNodeVersion } from './lib/node-version.mjs';
import { root } from './lib/run.mjs';
import { testArguments, UsageError, usage } from './lib/test/arguments.mjs';
import { runChecks } from './lib/test/checks.mjs';
import { chooseFiles, kindOf, kinds, runsOf, testFiles } from './lib/test/kinds.mjs';
import { givingWay } from './lib/test/processor.mjs';
import { Progress } from './lib/test/progress.mjs';
import { outcome, reportLines } from './lib/test/report.mjs';
import { Screen } from './lib/test/screen.mjs';
import { setUp } from './lib/test/setup.mjs';
import { runVitest } from './lib/test/vitest.mjs';

/**
 * `npm test`: set up, then everything this machine can host: static checks, tests without a server,
 * tests with Temporal, tests of the page in a browser, tests on three real machines. Says at its end
 * what it skipped and why, what was slow, and what failed; its last line is
 * `N passed, N failed, N skipped`.
 */
checkNodeVersion();
process.chdir(root);
const asked = argumentsOrUsage();
const startedAt = Date.now();
const columns = process.stdout.isTTY && !process.env.CI ? process.stdout.columns : undefined;
const screen = new Screen((text) => process.stdout.write(text), columns);
const print = (line) => screen.print(line);
const outcomes = [];
const files = [];
const parts = [];

const chosen = await filesToRun();
const whole = asked.filters.length + asked.kinds.length === 0 && asked.pattern === undefined;
const toRun = kinds.filter(({ name }) =>
  chosen === undefined
    ? asked.kinds.length === 0 || asked.kinds.includes(name)
    : chosen.some((file) => kindOf(file) === name),
);

const found = await timed('set up', () =>
  setUp(
    toRun.map(({ name }) => name),
    (text) => process.stderr.write(text),
  ),
);
parts[0].first = found.made;
for (const { name, why } of found.failures) fail(name, why);
const stands = found.failures.every(({ kinds: needing }) => needing.length < toRun.length);
// The lab's tests take the longest: what runs beside them gets what they leave of the processor.
const labRuns = toRun.some(({ name, beside }) => beside && whyNot(name) === undefined);
const besideLab = labRuns ? givingWay() : { before: [], end: () => {} };
await Promise.all([
  ...toRun.filter(({ beside }) => beside).map(tests),
  checksThenTests(toRun.filter(({ beside }) => !beside)),
]).finally(besideLab.end);
if (asked.pattern !== undefined && outcomes.every(isEmpty)) {
  fail(`-t ${asked.pattern}`, 'no test that was looked at has such a name');
}

const inAll = Date.now() - startedAt;
print(`\n${reportLines({ outcomes, files, parts, inAll }).join('\n')}`);
process.exitCode = outcomes.some(({ failed }) => failed.length > 0) ? 1 : 0;

function argumentsOrUsage() {
  try {
    const given = testArguments(process.argv.slice(2));
    if (!given.help) return given;
    console.log(usage);
    process.exit(0);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n\n${usage}`);
    process.exit(2);
  }
}

/** Undefined: all. */
async function filesToRun() {
  if (asked.filters.length === 0) return undefined;
  const { kinds: only } = asked;
  const all = (await testFiles()).filter(
    (file) => only.length === 0 || only.includes(kindOf(file)),
  );
  const { chosen: some, unknown } = chooseFiles(all, asked.filters, root.replace(/\/$/, ''));
  if (unknown.length === 0) return some;
  for (const filter of unknown) console.error(`No test file has "${filter}" in its path.`);
  process.exit(2);
}

async function checksThenTests(inTurn) {
  if (whole && stands)
    await timed('static checks', () => runChecks(print, besideLab.before), outcomes);
  for (const kind of inTurn) await tests(kind);
}

/** Why the tests of a kind cannot be run. */
function whyNot(name) {
  const failure = found.failures.find(({ kinds: needing }) => needing.includes(name));
  return found.reasons[name] ?? (failure && `${failure.name} failed`);
}

/** Run the tests of one kind, or say why not. */
async function tests({ name, options }) {
  const reason = whyNot(name);
  if (reason !== undefined) return skip(name, reason);
  const progress = new Progress(name, { screen, verbose: asked.verbose });
  const args = [
    ...options,
    ...(asked.pattern === undefined ? [] : ['-t', asked.pattern]),
    ...(chosen ?? []).filter((file) => kindOf(file) === name),
    // Of the files that are asked for all may be in one of its projects.
    ...(chosen === undefined ? [] : ['--passWithNoTests']),
  ];
  const onEvent = (event) => progress.take(event);
  await timed(name, async () => {
    const runs = await Promise.all(
      runsOf(name).map(({ projects, first }) => {
        const before = first ? [] : besideLab.before;
        return runVitest([...projects, ...args], { onEvent, verbose: asked.verbose, before });
      }),
    );
    const own = runs.flatMap(({ report }) => Object.values(report)).map(withoutUnasked);
    outcomes.push(...own);
    files.push(...runs.flatMap((run) => run.files));
    progress.end(own);
  });
}

async function timed(name, work, into) {
  const startedAt = Date.now();
  const result = await work();
  parts.push({ name, ms: Date.now() - startedAt });
  into?.push(...result);
  return result;
}

/** With -t Vitest skips what has another name; that is no news. */
function withoutUnasked(one) {
  if (asked.pattern === undefined) return one;
  return { ...one, skipped: one.skipped.filter(({ why }) => why !== '') };
}

function isEmpty({ passed, failed, skipped }) {
  return passed + failed.length + skipped.length === 0;
}

function fail(name, why) {
  print(`✗ ${name}\n${why}`);
  outcomes.push(outcome({ failed: [{ name, why }] }));
}

function skip(kind, why) {
  print(`${kind.padEnd(7)} skipped: ${why}`);
  outcomes.push(outcome({ skipped: [{ name: `${kind} tests`, why }] }));
}
