import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { addVerdict, batch, readVerdicts } from './batch.js';
import { etcdWorld } from './etcd-world.js';
import { labWorld } from './lab-world.js';
import { shellWorlds } from './shell-worlds.js';
import { summaryOf, tableOf } from './table.js';
import type { World } from './world.js';

/** What `npm run test:long chaos-PART` runs: many kills, that can be broken off and gone on with. */

const text = { type: 'string', default: '' } as const;
const { values } = parseArgs({
  options: { part: text, kills: text, seed: text, until: text, out: text, result: text },
});
const seed = Number(values.seed);
const kills = Number(values.kills);
const worlds: Record<string, World[]> = { shell: shellWorlds, etcd: [etcdWorld], lab: [labWorld] };

/** Asked to stop, or out of time, it brings the run at hand to its end first. */
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
setTimeout(() => stop.abort(), Number(values.until) - Date.now()).unref();

const file = join(values.out, `chaos-${values.part}.jsonl`);
const known = new Set((await readVerdicts(file, seed)).map(({ kill }) => kill.index));
await batch({
  worlds: worlds[values.part] ?? [],
  kills,
  seed,
  known,
  signal: stop.signal,
  evidence: join(values.out, 'evidence'),
  onVerdict: async (verdict) => {
    await addVerdict(file, seed, verdict);
    const { kill, landed, problems, seconds } = verdict;
    const where = landed ? `${landed.step}, ${landed.phase}` : 'its moment did not come';
    const how = problems.length === 0 ? '✓' : `✗ ${problems.join('; ')}`;
    console.log(
      `${kill.index + 1}/${kills} ${kill.world}: ${kill.victim} at ${where} (${seconds.toFixed(1)} s) ${how}`,
    );
  },
});
const all = (await readVerdicts(file, seed)).filter(({ kill }) => kill.index < kills);
const result = {
  done: all.length,
  table: tableOf(all),
  summary: summaryOf(all).join('. '),
  wrong: all.some(({ problems }) => problems.length > 0),
};
await writeFile(values.result, JSON.stringify(result));
