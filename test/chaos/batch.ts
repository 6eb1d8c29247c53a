import { appendFile, cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileName } from '../../contract/file-name.js';
import { lock } from '../lab/test-lab.js';
import { gone } from './ended.js';
import { EngineUnderTest } from './engine-under-test.js';
import { type Kill, planKills } from './kills.js';
import { labWorld } from './lab-world.js';
import { disturbed, undisturbed, type Verdict } from './trial.js';
import type { World } from './world.js';

export interface BatchOptions {
  worlds: World[];
  kills: number;
  seed: number;
  /** Each verdict, as it comes. */
  onVerdict?: (verdict: Verdict) => void | Promise<void>;
  /** Verdicts that are known from before, by the index of their kill. */
  known?: ReadonlySet<number>;
  /** Leave off when the run at hand has ended. */
  signal?: AbortSignal;
  /** Where logs of a run that ended wrong are kept. */
  evidence?: string;
}

/** One engine for many runs: of them only what is killed starts anew. */
export async function batch(options: BatchOptions): Promise<Verdict[]> {
  const { worlds, kills, seed } = options;
  const held = worlds.includes(labWorld) ? await lock('cluster') : undefined;
  const folder = await mkdtemp(join(tmpdir(), 'muster-chaos-home-'));
  const engine = await EngineUnderTest.open(folder);
  const verdicts: Verdict[] = [];
  try {
    const planned = planKills(worlds, kills, seed);
    const left = planned.filter(({ index }) => !options.known?.has(index));
    if (left.length === planned.length) await compare(engine, worlds, planned);
    for (const kill of left) {
      if (options.signal?.aborted) break;
      const world = worlds.find(({ name }) => name === kill.world);
      if (!world) continue;
      const verdict = await untilLanded(engine, world, kill);
      if (verdict.problems.length > 0) await keep(engine, kill, options.evidence);
      verdicts.push(verdict);
      await options.onVerdict?.(verdict);
    }
  } finally {
    const daemon = engine.daemon();
    if (daemon !== undefined) process.kill(daemon, 'SIGTERM');
    await gone(daemon);
    await rm(folder, { recursive: true, force: true });
    await held?.release();
  }
  return verdicts;
}

/** What an undisturbed run looks like, so that the judge is known to be content with it. */
async function compare(engine: EngineUnderTest, worlds: World[], kills: Kill[]): Promise<void> {
  const wanted = new Set(kills.map(({ world }) => world));
  for (const world of worlds.filter(({ name }) => wanted.has(name))) {
    const problems = await undisturbed(engine, world);
    if (problems.length > 0) throw new Error(`${world.name} undisturbed: ${problems.join('; ')}`);
  }
}

/** A machine that is faster today lets a late moment pass: then again, earlier. */
async function untilLanded(engine: EngineUnderTest, world: World, kill: Kill): Promise<Verdict> {
  let delay = kill.delay;
  for (let round = 0; ; round++, delay = Math.floor(delay / 2)) {
    const verdict = await disturbed(engine, world, { ...kill, delay }, round);
    if (verdict.landed || verdict.problems.length > 0 || round === 5) return verdict;
  }
}

async function keep(engine: EngineUnderTest, kill: Kill, evidence?: string): Promise<void> {
  if (evidence === undefined) return;
  const to = join(evidence, `${fileName(kill.world)}-${kill.index}`);
  await mkdir(to, { recursive: true });
  for (const part of ['runs', 'logs', 'attempts']) {
    await cp(join(engine.home.root, part), join(to, part), { recursive: true }).catch(() => {});
  }
}

/** Verdicts of a batch that was broken off; only those of the same seed count. */
export async function readVerdicts(file: string, seed: number): Promise<Verdict[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Verdict & { seed: number })
    .filter((verdict) => verdict.seed === seed);
}

export async function addVerdict(file: string, seed: number, verdict: Verdict): Promise<void> {
  await appendFile(file, `${JSON.stringify({ seed, ...verdict })}\n`);
}
