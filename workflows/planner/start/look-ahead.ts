import { stepOf } from '../../../contract/address.js';
import { type Looks, type Memory, newStep } from '../../memory.js';
import { givenKey, isLookedAt, lookable } from '../facts/ahead.js';
import { fitsBeside } from '../facts/budget.js';
import type { Rules } from '../facts/rules.js';
import { endLooks } from '../record/looks.js';
import { decideAll } from './decide.js';
import type { Launch } from './start-step.js';

/**
 * Name the looks at steps whose turn has not come: as a `look` does, each as soon as what it reads is
 * known. Decided on a scene: the run as it is and, of what waits, what was seen of it.
 */
export function lookAhead(rules: Rules, memory: Memory, now: number, launch: Launch): void {
  const { looks, stopping, paused } = memory;
  if (!looks || looks.over || stopping || paused) return;
  const ahead = lookable(rules, memory, looks);
  if (ahead.size > 0) {
    const scene = sceneOf(memory, looks);
    decideAll({ ...rules, mode: 'look', ahead }, scene, now, (start) => {
      const seen = scene.steps[start.id];
      if (seen) Object.assign(seen, { visits: looks.go, inputKey: givenKey(start) });
      launch({ ...start, ahead: true });
    });
    keep(memory, looks, scene);
  }
  forgetPast(memory, looks);
  if (!fitsBeside(memory, looks)) endLooks(memory);
}

function sceneOf(memory: Memory, looks: Looks): Memory {
  const steps = { ...looks.steps };
  for (const [id, own] of Object.entries(memory.steps)) {
    if (own.state !== 'waiting') steps[id] = own;
    else steps[id] ??= newStep();
  }
  const items = { ...looks.items };
  for (const [id, known] of Object.entries(memory.items)) {
    if (memory.steps[id]?.state !== 'waiting') items[id] = known;
  }
  const groups: Memory['groups'] = {};
  for (const [id, own] of Object.entries(memory.groups)) {
    groups[id] = { ...(own.state === 'waiting' ? (looks.groups[id] ?? own) : own) };
  }
  return { ...memory, steps, items, groups };
}

/** What was decided of what waits is remembered, for the next scene. */
function keep(memory: Memory, looks: Looks, scene: Memory): void {
  for (const [id, seen] of Object.entries(scene.steps)) {
    const own = memory.steps[id];
    const isDecided = seen.state !== 'waiting';
    if (own === undefined || (own.state === 'waiting' && isDecided)) looks.steps[id] = seen;
  }
  for (const [id, items] of Object.entries(scene.items)) {
    if (memory.steps[id]?.state === 'waiting') looks.items[id] = items;
  }
  for (const [id, group] of Object.entries(scene.groups)) {
    if (memory.groups[id]?.state === 'waiting' && group.state !== 'waiting') {
      looks.groups[id] = group;
    }
  }
}

/** Of what has had its turn nobody asks any more. */
function forgetPast({ steps, groups }: Memory, looks: Looks): void {
  for (const id in looks.steps) {
    const own = steps[id] ?? steps[stepOf(id)];
    if (own?.state !== 'waiting' && !isLookedAt({ looks }, id)) delete looks.steps[id];
  }
  for (const id in looks.items) if (steps[id]?.state !== 'waiting') delete looks.items[id];
  for (const id in looks.groups) if (groups[id]?.state !== 'waiting') delete looks.groups[id];
}
