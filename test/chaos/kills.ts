import { Random } from './random.js';
import type { StepFacts, World } from './world.js';

/** Whom a kill meets. */
export const victims = ['command', 'daemon', 'server', 'program', 'everything'] as const;
export type Victim = (typeof victims)[number];

/** When: at the boundary before a step, inside its apply, at the boundary after it. */
export type Point = 'before' | 'inside' | 'after';

/** One kill, all of it decided by the seed. */
export interface Kill {
  /** From 0, in the list of its world. */
  index: number;
  world: string;
  victim: Victim;
  step: string;
  point: Point;
  /** From the moment that the point is seen to the kill, in ms. */
  delay: number;
  /** Of a step's processes: only the leader of the group, or all of it. */
  leaderOnly: boolean;
  /** How the run is come back to where it goes on by itself. */
  comeBack: 'resume' | 'status';
}

/** Most kills land inside an apply: that is where something can be lost or doubled. */
const points: Point[] = ['before', 'inside', 'inside', 'inside', 'inside', 'after'];

/**
 * Every victim at every point of every step, in an order that the seed gives, and so many of them;
 * once all were had, again with other delays.
 */
export function planKills(worlds: World[], count: number, seed: number): Kill[] {
  const all = worlds.flatMap((world) =>
    world.steps
      .flatMap((step) => Array(step.weight ?? 1).fill(step))
      .flatMap((step: StepFacts) =>
        victims.flatMap((victim) =>
          points
            .filter((point) => canMeet(step, victim, point))
            .map((point) => ({ world: world.name, step, victim, point })),
        ),
      ),
  );
  const kills: Kill[] = [];
  for (let round = 0; kills.length < count; round++) {
    for (const { world, step, victim, point } of new Random(seed, 'order', round).shuffled(all)) {
      const index = kills.length;
      if (index === count) break;
      const random = new Random(seed, world, index);
      const window = point === 'inside' ? step.applies : 20;
      kills.push({
        index,
        world,
        victim,
        step: step.id,
        point,
        delay: Math.round(random.next() * window),
        leaderOnly: random.next() < 0.3,
        comeBack: random.next() < 0.5 ? 'resume' : 'status',
      });
    }
  }
  return kills;
}

function canMeet(step: StepFacts, victim: Victim, point: Point): boolean {
  if (point === 'inside' && step.applies === 0) return false;
  return victim !== 'program' || (step.programs && point === 'inside');
}
