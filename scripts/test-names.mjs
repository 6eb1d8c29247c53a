import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { checkNodeVersion } from './lib/node-version.mjs';
import { root, runQuietly } from './lib/run.mjs';
import { parse, UsageError } from './lib/test/arguments.mjs';
import { items } from './lib/test/long.mjs';
import { compareNames, comparisonLines, isLoss } from './lib/test/names.mjs';

/**
 * `npm run test:names -- BASE [--renamed FILE]`: which tests of the revision BASE have vanished, which
 * are in another file, and which are new. Ends with 1 if one that was tested there is tested nowhere now.
 */
const usage = `Usage: npm run test:names -- BASE [--renamed FILE]

BASE     a revision of git
FILE     JSON: { "FILE > NAME" in BASE: "FILE > NAME" now, or "test:long NAME" }`;

checkNodeVersion();
try {
  const { values, positionals } = parse(process.argv.slice(2), { renamed: { type: 'string' } });
  if (positionals.length !== 1) throw new UsageError('One revision is needed.');
  await compare(positionals[0], values.renamed);
} catch (error) {
  console.error(error instanceof UsageError ? `${error.message}\n\n${usage}` : error.message);
  process.exitCode = 2;
}

async function compare(base, file) {
  const renamed = file === undefined ? {} : await readRenamed(file);
  const before = await namesOf(base);
  const after = await namesIn(root);
  const comparison = compareNames(before, after, renamed, Object.keys(items));
  console.log(comparisonLines(comparison).join('\n'));
  process.exitCode = isLoss(comparison) ? 1 : 0;
}

async function readRenamed(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`${file} cannot be read as JSON: ${error.message}`);
  }
}

/** The tests of a revision, in a worktree that is removed again. */
async function namesOf(revision) {
  const folder = await mkdtemp(join(tmpdir(), 'muster-names-'));
  const tree = join(folder, 'tree');
  try {
    await git('worktree', 'add', '--detach', '--quiet', tree, revision);
    await symlink(join(root, 'node_modules'), join(tree, 'node_modules'));
    return await namesIn(tree);
  } finally {
    await git('worktree', 'remove', '--force', tree).catch(() => {});
    await rm(folder, { recursive: true, force: true });
  }
}

async function git(...args) {
  const { code, output } = await runQuietly('git', args);
  if (code !== 0) throw new Error(`git ${args.join(' ')} ended with ${code}: ${output.trim()}`);
}

async function namesIn(tree) {
  const folder = await mkdtemp(join(tmpdir(), 'muster-names-'));
  const json = join(folder, 'names.json');
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const config = join(root, 'scripts', 'lib', 'test', 'list.config.mjs');
  const list = ['list', `--json=${json}`, '--root', tree, '--config', config];
  try {
    const command = ['-c', 'cd "$1" && shift && exec "$@"', 'sh', tree, process.execPath, vitest];
    const { code, output } = await runQuietly('sh', [...command, ...list]);
    // Vitest ends with 0 where it cannot even begin.
    if (code !== 0 || !existsSync(json))
      throw new Error(`the tests of ${tree} cannot be listed:\n${output.trim()}`);
    const tests = JSON.parse(await readFile(json, 'utf8'));
    return tests.map(({ file, name }) => ({ file: relative(tree, file), name }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
