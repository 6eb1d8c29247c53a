import type { PlannedStep } from '../../language/plan.js';
import { entry, type Item, instanceId, type Memory, newStep, type StepMemory } from '../memory.js';
import { expandItems } from './for-each.js';
import { downstream } from './graph.js';
import { workOutInputs } from './group-inputs.js';
import type { Rules } from './rules.js';
import { scopeOf } from './scope.js';
import type { Start } from './start-step.js';
import { evaluateIn, isTrue, render, renderValue, UnknownValue } from './templates.js';

/** Begin to take things down: from here on the run looks at `memory.undo`. */
export function beginUndo(rules: Rules, memory: Memory): void {
  fillFromEarlier(rules, memory);
  // A group that the run never got to, too: what is inside may be there from before.
  for (const group of rules.graph.plan.groups) {
    if (entry(memory.groups, group.id).state === 'waiting') workOutInputs(rules, memory, group);
  }
  const undo: { [id: string]: StepMemory } = {};
  for (const step of rules.graph.plan.steps) {
    if (!step.undoable || !rules.selected.has(step.id)) continue;
    for (const { id } of undoInstances(rules, memory, step)) undo[id] = newStep();
  }
  memory.undo = undo;
}

/** What is no longer there to be looked at may still be known from the last run. */
function fillFromEarlier(rules: Rules, memory: Memory): void {
  for (const [id, { outputs }] of Object.entries(rules.earlier)) {
    const own = memory.steps[id];
    if (own && own.outputs === undefined) own.outputs = outputs;
  }
}

/** Decide what can be taken down now: a step goes after everything that stands on it. */
export function settleUndo(rules: Rules, memory: Memory, now: number): Start[] {
  const undo = memory.undo ?? {};
  const starts: Start[] = [];
  for (let moved = true; moved; ) {
    moved = false;
    for (const step of [...rules.graph.plan.steps].reverse()) {
      for (const instance of undoInstances(rules, memory, step)) {
        const own = undo[instance.id];
        if (own?.state !== 'waiting' || !isFree(rules, memory, step)) continue;
        moved = true;
        const start = undoOne(rules, memory, step, instance, now);
        if (start) starts.push(start);
      }
    }
  }
  return starts;
}

export function isUndoFinished(memory: Memory): boolean {
  return Object.values(memory.undo ?? {}).every(({ state }) => isOver(state));
}

function isOver(state: StepMemory['state']): boolean {
  return state !== 'waiting' && state !== 'running';
}

function isFree(rules: Rules, memory: Memory, step: PlannedStep): boolean {
  const undo = memory.undo ?? {};
  return downstream(rules.graph, step.id).every((id) => {
    const dependent = rules.graph.steps.get(id);
    if (!dependent) return true;
    return undoInstances(rules, memory, dependent).every((instance) => {
      const own = undo[instance.id];
      return own === undefined || isOver(own.state);
    });
  });
}

interface Instance {
  id: string;
  item?: Item;
}

/** The instances of a step, from the run's items or, where it never got so far, its expression. */
function undoInstances(rules: Rules, memory: Memory, step: PlannedStep): Instance[] {
  if (step.forEach === undefined) return [{ id: step.id }];
  const items = memory.items[step.id] ?? itemsNow(rules, memory, step);
  return items.map((item) => ({ id: instanceId(step.id, item.key), item }));
}

function itemsNow(rules: Rules, memory: Memory, step: PlannedStep): Item[] {
  if (step.forEach === undefined) return [];
  try {
    const scope = scopeOf(rules.graph, memory, rules.facts, step.group);
    return expandItems(scope, step.forEach, (item) =>
      scopeOf(rules.graph, memory, rules.facts, step.group, { item }),
    );
  } catch {
    // Nobody can say what the items were: nothing of them can have been made by this run.
    return [];
  }
}

function undoOne(
  rules: Rules,
  memory: Memory,
  step: PlannedStep,
  instance: Instance,
  now: number,
): Start | undefined {
  const own = entry(memory.undo ?? {}, instance.id);
  const nothing = (why: string): undefined => {
    Object.assign(own, { state: 'done', change: 'nothing-to-undo', why, endedAt: now });
  };
  if (step.group !== '' && entry(memory.groups, step.group).state === 'skipped') {
    return nothing(`${step.group} is skipped`);
  }
  const scope = scopeOf(rules.graph, memory, rules.facts, step.group, {
    undoing: true,
    ...(instance.item ? { item: instance.item } : {}),
  });
  try {
    if (step.if && !isTrue(evaluateIn(scope, step.if)))
      return nothing(`if: ${step.if.expr.trim()}`);
    const queue = step.runsOn ? String(renderValue(scope, step.runsOn)) : undefined;
    const given = { with: render(scope, step.with), env: render(scope, step.env) };
    Object.assign(own, { state: 'running', startedAt: now, visits: own.visits + 1 });
    return {
      id: instance.id,
      step,
      mode: 'undo',
      ...given,
      ...(queue === undefined ? {} : { queue }),
    };
  } catch (error) {
    if (!(error instanceof UnknownValue)) throw error;
    return nothing(`${error.step} is not there`);
  }
}
