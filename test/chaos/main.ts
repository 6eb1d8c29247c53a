import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { addVerdict, batch, readVerdicts } from './batch.js';
import { etcdWorld } from './etcd-world.js';
import { labWorld } from './lab-world.js';
import { shellWorlds } from './shell-worlds.js';
import { summaryOf, tableOf } from './table.js';
import type { Verdict } from './trial.js';
import type { World } from './world.js';

/** `npm run chaos`: many kills, in batches that can be broken off and gone on with. */

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string', default: 'chaos-out' },
    only: { type: 'string', multiple: true },
    'at-most': { type: 'string' },
  },
});
const seed = Number(values.seed);

/** Asked to stop, it brings the run at hand to its end first. */
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

/** Of 300 kills so many; a lab takes a minute for each. */
const parts: Record<string, { worlds: World[]; share: number }> = {
  shell: { worlds: shellWorlds, share: 190 },
  etcd: { worlds: [etcdWorld], share: 70 },
  lab: { worlds: [labWorld], share: 40 },
};

const all: Verdict[] = [];
await mkdir(values.out, { recursive: true });
for (const [part, { worlds, share }] of Object.entries(parts)) {
  const file = join(values.out, `${part}.jsonl`);
  const kills = Math.round((Number(values.kills) * share) / 300);
  if (!values.only || values.only.includes(part)) await goOn(part, worlds, kills, file);
  all.push(...(await readVerdicts(file, seed)));
}
console.log(`\n${tableOf(all)}\n\nSeed ${seed}. ${summaryOf(all).join('. ')}.`);
process.exitCode = all.some(({ problems }) => problems.length > 0) ? 1 : 0;

async function goOn(part: string, worlds: World[], kills: number, file: string): Promise<void> {
  const known = new Set((await readVerdicts(file, seed)).map(({ kill }) => kill.index));
  await batch({
    ...{ worlds, kills, seed, known, signal: stop.signal },
    ...(values['at-most'] === undefined ? {} : { atMost: Number(values['at-most']) }),
    evidence: join(values.out, 'evidence'),
    onVerdict: async (verdict) => {
      await addVerdict(file, seed, verdict);
      const { kill, landed, problems, seconds } = verdict;
      const where = landed ? `${landed.step}, ${landed.phase}` : 'its moment did not come';
      const how = problems.length === 0 ? '✓' : `✗ ${problems.join('; ')}`;
      console.log(
        `${part} ${kill.index + 1}/${kills} ${kill.world}: ${kill.victim} at ${where} (${seconds.toFixed(1)} s) ${how}`,
      );
    },
  });
}
