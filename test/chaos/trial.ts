import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineUnderTest } from './engine-under-test.js';
import type { Kill } from './kills.js';
import { readLedger } from './ledger.js';
import { bringBack } from './person.js';
import type { Place } from './place.js';
import { type Landed, strike } from './strike.js';
import { allSteps, type World } from './world.js';

/** A kill, where it landed, and what came of the run. */
export interface Verdict {
  kill: Kill;
  /** Absent: its moment did not come. */
  landed?: Landed;
  /** What it took after the kill. */
  commands: string[];
  /** Nothing: the world is as after an undisturbed run. */
  problems: string[];
  ledger: string[];
  seconds: number;
}

/** One run from nothing, disturbed once, brought to its end, and judged. */
export async function disturbed(
  engine: EngineUnderTest,
  world: World,
  kill: Kill,
  round = 0,
): Promise<Verdict> {
  const startedAt = Date.now();
  return inPlace(engine, world, `${kill.index}-${round}`, async (place) => {
    const command = engine.start(place, [
      'up',
      ...(await world.enter(place)),
      '--name',
      place.name,
    ]);
    const landed = await strike(engine, place.name, kill, command);
    const first = await command.ended;
    const { view, commands, stuck } = await bringBack(engine, world, place, first, kill.comeBack);
    const problems = [
      ...(stuck === undefined ? [] : [stuck]),
      ...(view ? unfinished(view) : []),
      ...(view
        ? await world.judge(place, view, { kills: landed ? 1 : 0, runs: engine.runsOf(place.name) })
        : []),
      ...engine.attempts(place.name).map(({ step }) => `a record of an attempt is left: ${step}`),
    ];
    const ledger = readLedger(place.ledger).map(({ program, words }) =>
      [program, ...words].join(' '),
    );
    const seconds = (Date.now() - startedAt) / 1000;
    return { kill, ...(landed && { landed }), commands, problems, ledger, seconds };
  });
}

/** The same without a kill; what is wrong with it is wrong with the suite, or with Muster. */
export async function undisturbed(engine: EngineUnderTest, world: World): Promise<string[]> {
  return inPlace(engine, world, 'undisturbed', async (place) => {
    const args = ['up', ...(await world.enter(place)), '--name', place.name];
    const { view, said } = await engine.run(place, args);
    if (view?.state !== 'succeeded') return [view?.state ?? said];
    return world.judge(place, view, { kills: 0, runs: 1 });
  });
}

async function inPlace<T>(
  engine: EngineUnderTest,
  world: World,
  word: string,
  work: (place: Place) => Promise<T>,
) {
  const folder = await mkdtemp(join(tmpdir(), 'muster-chaos-'));
  const name = `${world.name.replaceAll('/', '-')}-${word}`;
  const place = { name, folder, bin: join(folder, 'bin'), ledger: join(folder, 'ledger') };
  try {
    return await work(place);
  } finally {
    await world.leave(place, engine);
    await rm(folder, { recursive: true, force: true });
  }
}

function unfinished(view: Parameters<typeof allSteps>[0]): string[] {
  return allSteps(view)
    .filter(({ state }) => state !== 'done' && state !== 'skipped')
    .filter(({ id }) => view.state !== 'failed' || view.steps.some((step) => step.id === id))
    .map(({ id, state }) => `${id} is ${state}`);
}
