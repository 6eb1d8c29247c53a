import * as path from 'node:path';
import { duration } from './duration.mjs';
import { kindOf, runsOf, testFiles } from './kinds.mjs';
import { shareOf } from './processor.mjs';
import { addRecord, readRecords } from './records.mjs';
import { markdownTable } from './sections.mjs';
import { runVitest } from './vitest.mjs';

/** How often each file of a kind is run, and how long a run may need (ms): it is not begun later. */
const plans = {
  engine: { times: 5, needs: 10 * 60_000 },
  page: { times: 5, needs: 10 * 60_000 },
  lab: { times: 3, needs: 40 * 60_000 },
};

/**
 * Each file of a kind again and again with half a core, so that races show.
 * @param {keyof typeof plans} kind
 * @param {import('./long.mjs').Task} task
 */
export async function repetitions(kind, { folder, until, signal, options, print }) {
  const file = path.join(folder, `repetitions-${kind}-${options.cores}.jsonl`);
  const plan = { ...plans[kind], ...(options.times ? { times: options.times } : {}) };
  const wanted = await wantedRuns(kind, plan.times, options.files);
  const isDone = (done, run) =>
    done.some((one) => one.file === run.file && one.round === run.round);
  const known = await readRecords(file);
  const share = shareOf(options.cores);
  try {
    const left = wanted.filter((run) => !isDone(known, run));
    for (const { round, files } of kind === 'lab' ? rounds(left) : each(left)) {
      if (signal.aborted || Date.now() + plan.needs > until) break;
      const args = [...runsOf(kind).flatMap(({ projects }) => projects), ...files];
      const { report, files: timed } = await runVitest(args, { before: share.before });
      if (signal.aborted) break;
      for (const one of files) {
        const record = recordOf(one, round, report, timed);
        await addRecord(file, record);
        const how = record.failed ? `✗ ${record.why}` : '✓';
        print(`${one} ${round}/${plan.times} (${duration(record.ms)}) ${how}`);
      }
    }
  } finally {
    share.end();
  }
  const done = (await readRecords(file)).filter((one) => isDone(wanted, one));
  return { ...resultOf(wanted, done), how: share.how };
}

async function wantedRuns(kind, times, glob) {
  const all = (await testFiles()).filter((file) => kindOf(file) === kind);
  const chosen = all.filter((file) => glob === undefined || matches(file, glob));
  return Array.from({ length: times }, (_, i) => i + 1).flatMap((round) =>
    chosen.map((file) => ({ file, round })),
  );
}

/** Some versions of Node have no globs yet: then it is a part of the path. */
function matches(file, glob) {
  return file.includes(glob) || (path.matchesGlob?.(file, glob) ?? false);
}

const each = (runs) => runs.map(({ file, round }) => ({ round, files: [file] }));

/** The files of a round together: bringing the lab up takes longer than they do. */
function rounds(runs) {
  const found = new Map();
  for (const { file, round } of runs) found.set(round, [...(found.get(round) ?? []), file]);
  return [...found].map(([round, files]) => ({ round, files }));
}

/** What became of a file; where errors belong to none of those that ran, to each. */
export function recordOf(file, round, report, timed) {
  const own = report[file];
  const others = Object.entries(report).filter(([key]) => !key.endsWith('.test.ts'));
  const failed = [...(own?.failed ?? []), ...others.flatMap(([, one]) => one.failed)];
  const ms = timed.find((one) => one.file === file)?.ms ?? 0;
  if (failed.length === 0 && own) return { file, round, ms, failed: 0 };
  const [first = { name: file, why: 'it did not run' }] = failed;
  const name = first.name.split(' > ').slice(1).join(' > ');
  const why = [...(name ? [name] : []), first.why.split('\n')[0]].join(': ');
  return { file, round, ms, failed: Math.max(1, failed.length), why };
}

/** The table, and whether all is done and well. */
export function resultOf(wanted, done) {
  const files = [...new Set(wanted.map(({ file }) => file))].sort();
  const rows = files.map((file) => {
    const own = done.filter((one) => one.file === file);
    const bad = own.filter(({ failed }) => failed > 0);
    const messages = [...new Set(bad.map(({ why }) => why))].join('; ');
    return [file, own.length, bad.length, messages];
  });
  const wrong = done.filter(({ failed }) => failed > 0).length;
  return {
    summary: `${done.length} of ${wanted.length} runs of ${files.length} files, ${wrong} failed`,
    table: markdownTable(['file', 'runs', 'failed', 'first message'], rows, [1, 2]),
    isDone: done.length === wanted.length,
    wrong: wrong > 0,
  };
}
