import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureBuild } from './lib/build.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { checkNodeVersion } from './lib/node-version.mjs';
import { root, runQuietly } from './lib/run.mjs';
import { parse, UsageError } from './lib/test/arguments.mjs';
import { items } from './lib/test/long.mjs';
import { writeSection } from './lib/test/sections.mjs';

/**
 * `npm run test:long NAME`: what takes too long for `npm test`. What is done is kept in
 * `.test-long/COMMIT/` and not done again; what was seen goes into docs/reliability.md.
 */
const names = Object.entries(items).map(
  ([name, { what, about }]) => `  ${name.padEnd(19)} ${what} (about ${about})`,
);
const usage = `Usage: npm run test:long -- NAME [options]

${names.join('\n')}

What is done is kept in .test-long/COMMIT/ and not done again: Ctrl-C, and the same command
goes on. What was seen is written into docs/reliability.md.

Options:
  --minutes N   begin nothing after so long (default: 90)
  --seed N      of the kills and the random runs (default: 11)
  --kills N     chaos: so many kills
  --runs N      model: so many runs
  --files GLOB  repetitions: only these files (a glob, or a part of the path)
  --times N     repetitions: so often
  --cores N     repetitions: so much of the processor (default: 0.5)`;

const text = { type: 'string' };
const options = { seed: text, minutes: text, kills: text, runs: text, times: text, cores: text };
const defaults = { seed: 11, minutes: 90, cores: 0.5 };

checkNodeVersion();
process.chdir(root);
try {
  const { values, positionals } = parse(process.argv.slice(2), {
    ...options,
    files: text,
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help || positionals.length === 0) console.log(usage);
  else await run(positionals, { ...defaults, ...values, ...numbers(values) });
} catch (error) {
  console.error(error instanceof UsageError ? `${error.message}\n\n${usage}` : error.message);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

function numbers(values) {
  const given = Object.entries(values).filter(([name]) => name in options);
  return Object.fromEntries(
    given.map(([name, value]) => {
      const number = Number(value);
      if (number > 0) return [name, number];
      throw new UsageError(`--${name} takes a number above zero, not "${value}".`);
    }),
  );
}

async function run(asked, given) {
  const unknown = asked.find((name) => !Object.hasOwn(items, name));
  if (unknown !== undefined) throw new UsageError(`There is no long test "${unknown}".`);
  await ensureDependencies();
  await ensureBuild();
  const stop = new AbortController();
  // The children of this process hear of Ctrl-C by themselves, and end what they are at.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stop.abort());
  for (const name of asked) {
    if (stop.signal.aborted) break;
    await runItem(name, given, stop.signal);
  }
  if (stop.signal.aborted) process.exitCode = 130;
}

async function runItem(name, given, signal) {
  const commit = await commitNow();
  const result = await items[name].run({
    signal,
    options: given,
    until: Date.now() + given.minutes * 60_000,
    folder: join('.test-long', commit),
    print: (line) => console.log(line),
  });
  const day = new Date().toISOString().slice(0, 10);
  const head = [`Commit ${commit}`, day, ...(result.how ? [result.how] : [])].join(', ');
  const body = `${head}: ${result.summary}.\n\n${result.table}`;
  const document = join('docs', 'reliability.md');
  await writeFile(document, writeSection(await readFile(document, 'utf8'), name, body));
  console.log(`\n${body}\n\nWritten into ${document}.`);
  if (!result.isDone) console.log(`There is more to do: the same command goes on.`);
  if (result.wrong) process.exitCode = 1;
}

/** The commit; with changes to it, these by their hash: other changes are another state. */
async function commitNow() {
  const git = async (...args) => (await runQuietly('git', args)).output.trim();
  const commit = await git('rev-parse', '--short', 'HEAD');
  const changes = await git('diff', 'HEAD', '--', '.', ':!docs');
  if (changes === '') return commit;
  return `${commit}-changed-${createHash('sha256').update(changes).digest('hex').slice(0, 6)}`;
}
