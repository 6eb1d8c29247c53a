import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { whyNoLab } from '../lab-host.mjs';
import { root, runInForeground } from '../run.mjs';
import { duration } from './duration.mjs';
import { addRecord, readRecords } from './records.mjs';
import { repetitions } from './repetitions.mjs';
import { markdownTable } from './sections.mjs';
import { runVitest } from './vitest.mjs';

/**
 * What `npm run test:long` can do.
 * @typedef {{ folder: string, until: number, signal: AbortSignal, print: (line: string) => void,
 *   options: { seed: number, kills?: number, runs?: number, files?: string, times?: number, cores: number } }} Task
 *   `folder`: where is kept what was done; `until`: begin nothing later (ms)
 * @typedef {{ summary: string, table: string, isDone: boolean, wrong: boolean, how?: string }} Result
 *   `how`: under which circumstances
 * @type {Record<string, { what: string, about: string, run: (task: Task) => Promise<Result> }>}
 */
export const items = {
  'chaos-shell': chaos('shell', 190, '190 kills while shell pipelines come up', '30 min'),
  'chaos-etcd': chaos('etcd', 70, '70 kills while three etcd processes come up', '15 min'),
  'chaos-lab': chaos('lab', 40, '40 kills while three machines come up', '45 min'),
  model: { what: '2000 random runs, held against the rules', about: '20 min', run: model },
  'repetitions-engine': again('engine', '5 × each file with a server', '60 min'),
  'repetitions-page': again('page', '5 × each file of the page', '40 min'),
  'repetitions-lab': again('lab', '3 × the tests with machines', '90 min'),
};

function again(kind, what, about) {
  return { what: `${what}, half a core`, about, run: (task) => repetitions(kind, task) };
}

function chaos(part, share, what, about) {
  return { what, about, run: (task) => kill(part, task.options.kills ?? share, task) };
}

/** The program of test/chaos/, which brings the run at hand to its end when it is told to stop. */
async function kill(part, kills, { folder, until, options }) {
  const reason = part === 'lab' ? whyNoLab() : undefined;
  if (reason !== undefined) throw new Error(`three real machines cannot run here: ${reason}`);
  await mkdir(folder, { recursive: true });
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const sources = ['-p', join(root, 'test', 'chaos', 'tsconfig.json')];
  if ((await runInForeground(process.execPath, [compiler, ...sources])) !== 0) {
    throw new Error('test/chaos does not compile');
  }
  const said = join(folder, `chaos-${part}.json`);
  await rm(said, { force: true });
  const code = await runInForeground(process.execPath, [
    join(root, 'dist', 'chaos', 'test', 'chaos', 'main.js'),
    ...['--part', part, '--kills', String(kills), '--seed', String(options.seed)],
    ...['--until', String(until), '--out', folder, '--result', said],
  ]);
  if (!existsSync(said)) throw new Error(`chaos ended with exit code ${code}`);
  const { summary, table, done, wrong } = JSON.parse(await readFile(said, 'utf8'));
  const how = `seed ${options.seed}`;
  return {
    summary: `${done} of ${kills} kills. ${summary}`,
    table,
    isDone: done >= kills,
    wrong,
    how,
  };
}

/** Runs of the model in one go: one server for so many. */
const batch = 200;

async function model({ folder, until, signal, options, print }) {
  const file = join(folder, 'model.jsonl');
  const all = options.runs ?? 2000;
  const wanted = Array.from({ length: Math.ceil(all / batch) }, (_, i) => options.seed * 1000 + i);
  const isDone = (done, seed) => done.some((one) => one.seed === seed);
  for (const seed of wanted) {
    if (signal.aborted || Date.now() > until) break;
    if (isDone(await readRecords(file), seed)) continue;
    const startedAt = Date.now();
    const runs = Math.min(batch, all);
    const env = { MODEL_SEED: String(seed), MODEL_RUNS: String(runs) };
    const args = ['--project', 'engine', 'test/model/model.engine.test.ts'];
    const { report } = await runVitest(args, { env });
    if (signal.aborted) break;
    const failed = Object.values(report).flatMap((one) => one.failed);
    const ms = Date.now() - startedAt;
    await addRecord(file, { seed, runs, ms, failed: failed.length, why: failed[0]?.why ?? '' });
    const how = failed.length === 0 ? '✓' : `✗ ${failed[0].why}`;
    print(`seed ${seed}: ${runs} runs (${duration(ms)}) ${how}`);
  }
  const done = (await readRecords(file)).filter(({ seed }) => wanted.includes(seed));
  return modelResult(wanted, done);
}

/** @returns {Result} */
export function modelResult(wanted, done) {
  const wrong = done.filter(({ failed }) => failed > 0);
  const runs = done.reduce((sum, one) => sum + one.runs, 0);
  const rows = done.map((one) => [
    ...[one.seed, one.runs, duration(one.ms)],
    one.failed ? one.why.split('\n')[0] : 'none',
  ]);
  return {
    summary: `${runs} runs, of ${wanted.length} seeds ${done.length}; ${wrong.length} seeds with a difference from the rules`,
    table: markdownTable(['seed', 'runs', 'took', 'difference'], rows, [0, 1, 2]),
    isDone: done.length === wanted.length,
    wrong: wrong.length > 0,
  };
}
