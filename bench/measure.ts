import type { Contender } from './contenders.js';
import { contenders } from './contenders.js';
import { cpuTime } from './cpu.js';
import { countHistory, type HistoryCounts } from './history.js';
import type { Rig } from './rig.js';
import type { Row } from './rows.js';
import { median, quantile } from './statistics.js';

/** What came of a row. Times are of one sample: a run, or all runs of a row with many clients. */
export interface Measured {
  row: string;
  rounds: number;
  /** Runs in a sample. */
  runs: number;
  muster: Side;
  byHand: Side;
  /** Muster's time over the other's, pair by pair: both of a pair met the same noise. */
  ratio: { median: number; quartiles: [number, number] };
}

export interface Side extends HistoryCounts {
  /** Median, in ms. */
  ms: number;
  samples: number[];
  /** CPU time of server, worker and client for a sample, in ms: mean of all rounds. */
  cpu: number;
}

/** Rounds whose times do not count: code is loaded, connections open. */
const warmUp = 3;

let count = 0;

/** Measure a row: pairs of samples, taken in turns, each pair in the other order than the last. */
export async function measure(rig: Rig, row: Row, rounds: number): Promise<Measured> {
  const pair = await contenders(rig, row);
  const samples: [number[], number[]] = [[], []];
  const cpu: [number, number] = [0, 0];
  for (let round = -warmUp; round < rounds; round++) {
    for (const side of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
      const cpuBefore = cpuTime(rig.home);
      const ms = await sample(pair[side], row);
      if (round < 0) continue;
      samples[side].push(ms);
      cpu[side] += (cpuTime(rig.home) - cpuBefore) / rounds;
    }
  }
  const [muster, byHand] = await Promise.all(
    ([0, 1] as const).map(async (side): Promise<Side> => {
      const id = nextId(pair[side]);
      await pair[side].run(id);
      return {
        ms: median(samples[side]),
        samples: samples[side],
        cpu: cpu[side],
        ...(await countHistory(rig.client, id, row.steps)),
      };
    }),
  );
  if (!muster || !byHand) throw new Error('a row has two sides');
  const ratios = samples[0].map((ms, index) => ms / (samples[1][index] ?? Number.NaN));
  return {
    row: row.name,
    rounds,
    runs: row.runs,
    muster,
    byHand,
    ratio: { median: median(ratios), quartiles: [quantile(ratios, 0.25), quantile(ratios, 0.75)] },
  };
}

/** The time of a row's runs, with as many under way as it has clients. */
async function sample(contender: Contender, row: Row): Promise<number> {
  const startedAt = performance.now();
  let left = row.runs;
  const client = async () => {
    while (left-- > 0) await contender.run(nextId(contender));
  };
  await Promise.all(Array.from({ length: row.clients }, client));
  return performance.now() - startedAt;
}

function nextId({ name }: Contender): string {
  count += 1;
  return `${name.replace(' ', '-').toLowerCase()}-${count}`;
}
