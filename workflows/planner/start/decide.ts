import { addressOf, isOfStep } from '../../../contract/address.js';
import { runLimits } from '../../../contract/limits.js';
import type { PlannedGroup, PlannedStep } from '../../../contract/plan.js';
import { decidesBy } from '../../flags.js';
import { entry, type Item, type Memory, newStep, type StepMemory } from '../../memory.js';
import { isLookedAt } from '../facts/ahead.js';
import { refuseTooMuch, TooLarge } from '../facts/budget.js';
import { expandItems } from '../facts/for-each.js';
import { stepsInside } from '../facts/graph.js';
import type { Rules } from '../facts/rules.js';
import { scopeOf } from '../facts/scope.js';
import { entriesOf, isExpanded } from '../facts/status.js';
import { evaluateIn, isTrue } from '../facts/templates.js';
import { workOutInputs } from './group-inputs.js';
import { guarded } from './guarded.js';
import { mayGo } from './may-go.js';
import type { Enough } from './portion.js';
import { type Launch, startOne } from './start-step.js';

/** Decide upon each group and each step that waits, until nothing more can be decided, or it is enough. */
export function decideAll(
  rules: Rules,
  memory: Memory,
  now: number,
  launch: Launch,
  enough: Enough,
): void {
  for (let moved = true; moved && !enough.isFull; ) {
    moved = false;
    for (const group of rules.graph.plan.groups)
      moved = openGroup(rules, memory, group, now) || moved;
    for (const step of rules.graph.plan.steps) {
      moved = visitStep(rules, memory, step, now, launch, enough) || moved;
    }
  }
}

function openGroup(rules: Rules, memory: Memory, group: PlannedGroup, now: number): boolean {
  const own = entry(memory.groups, group.id);
  // What could not be worked out is tried again with the steps that somebody has resumed.
  const again = own.broken === true && waitingInside(rules, memory, group).length > 0;
  if (own.state !== 'waiting' && !again) return false;
  if (group.group !== '' && entry(memory.groups, group.group).state === 'skipped') {
    own.state = 'skipped';
    return true;
  }
  if (!mayGo(rules, memory, group)) return false;
  delete own.broken;
  try {
    const scope = scopeOf(rules.graph, memory, rules.facts, group.group);
    const isWanted = !group.if || isTrue(evaluateIn(scope, group.if));
    if (isWanted) workOutInputs(rules, memory, group);
    own.state = isWanted ? 'open' : 'skipped';
  } catch (error) {
    // It fares as if each step inside had read what cannot be worked out.
    Object.assign(own, { state: 'open', broken: true, unknown: Object.keys(group.inputs) });
    for (const [step, inside] of waitingInside(rules, memory, group)) {
      guarded(rules, memory, step, inside, now, () => {
        if (inside === memory.steps[step.id] && failsAsAWhole(rules, step)) inside.whole = true;
        throw error;
      });
    }
  }
  return true;
}

function waitingInside(
  rules: Rules,
  memory: Memory,
  group: PlannedGroup,
): [PlannedStep, StepMemory][] {
  return stepsInside(rules.graph, group.id)
    .map((id) => rules.graph.steps.get(id))
    .filter((step) => step !== undefined)
    .flatMap((step) => {
      const own = entry(memory.steps, step.id);
      const isWhole = own.state === 'waiting' && failsAsAWhole(rules, step);
      const all = isWhole ? [own] : [...new Set([own, ...entriesOf(memory, step)])];
      return all
        .filter(({ state }) => state === 'waiting')
        .map((each): [PlannedStep, StepMemory] => [step, each]);
    });
}

function failsAsAWhole({ decisions }: Rules, { forEach }: PlannedStep): boolean {
  return forEach !== undefined && decidesBy(decisions, 'a-for-each-fails-as-a-whole');
}

function visitStep(
  rules: Rules,
  memory: Memory,
  step: PlannedStep,
  now: number,
  launch: Launch,
  enough: Enough,
): boolean {
  const own = entry(memory.steps, step.id);
  if (enough.isFull || !waits(memory, step, own)) return false;
  const why = whyLeftOut(rules, memory, step, own);
  if (why !== undefined) return leaveOut(memory, step, why);
  if (isExpanded(memory, step)) return startInstances(rules, memory, step, now, launch, enough);
  if (!mayGo(rules, memory, step) || isLookedAt(memory, step.id)) return false;
  return guarded(rules, memory, step, own, now, () => {
    const scope = scopeOf(rules.graph, memory, rules.facts, step.group);
    // Until its items are known.
    if (failsAsAWhole(rules, step)) own.whole = true;
    if (step.if && !isTrue(evaluateIn(scope, step.if))) {
      delete own.whole;
      leaveOut(memory, step, `if: ${step.if.expr.trim()}`);
      return;
    }
    if (step.forEach === undefined) {
      startOne(rules, memory, step, step.id, undefined, now, launch);
      return;
    }
    const items = expandItems(scope, step.forEach, (item) =>
      scopeOf(rules.graph, memory, rules.facts, step.group, { item }),
    );
    refuseMany(rules, memory, step, items);
    memory.items[step.id] = items;
    own.state = 'done';
    own.outputs = {};
    delete own.whole;
    for (const { key } of items) memory.steps[addressOf(step.id, key)] ??= newStep();
  });
}

/** @throws TooLarge for more items than a run can carry */
function refuseMany(rules: Rules, memory: Memory, step: PlannedStep, items: Item[]): void {
  if (!decidesBy(rules.decisions, 'a-runs-data-is-limited')) return;
  const others = Object.keys(memory.steps).filter((id) => !isOfStep(id, step.id)).length;
  if (others + items.length > runLimits.instances) {
    const most = `a run has room for ${runLimits.instances} steps and items`;
    throw new TooLarge(`for-each: ${items.length} items beside ${others} other steps; ${most}`);
  }
  refuseTooMuch({ ...memory, items: { ...memory.items, [step.id]: items } }, 'for-each');
}

function waits(memory: Memory, step: PlannedStep, own: StepMemory): boolean {
  if (own.state === 'waiting') return true;
  return (
    step.forEach !== undefined && entriesOf(memory, step).some((each) => each.state === 'waiting')
  );
}

/** Inside a group that was skipped, not selected, or a `for-each` that has been skipped as a whole. */
function whyLeftOut(
  rules: Rules,
  memory: Memory,
  step: PlannedStep,
  own: StepMemory,
): string | undefined {
  const inSkipped = step.group !== '' && entry(memory.groups, step.group).state === 'skipped';
  if (inSkipped) return `${step.group} is skipped`;
  if (rules.parts.get(step.id) === 'out') return 'not selected';
  return own.state === 'skipped' ? own.why : undefined;
}

/** Skip all that waits of a step. Nobody reads any more what an earlier visit left behind. */
function leaveOut(memory: Memory, step: PlannedStep, why: string): true {
  for (const own of [entry(memory.steps, step.id), ...entriesOf(memory, step)]) {
    if (own.state !== 'waiting') continue;
    own.state = 'skipped';
    own.why = why;
    delete own.outputs;
    delete own.change;
  }
  return true;
}

function startInstances(
  rules: Rules,
  memory: Memory,
  step: PlannedStep,
  now: number,
  launch: Launch,
  enough: Enough,
): boolean {
  const items = memory.items[step.id] ?? [];
  let free = (step.forEach?.maxParallel ?? items.length) - countRunning(memory, step, items);
  let moved = false;
  for (const item of items) {
    if (enough.isFull) break;
    const id = addressOf(step.id, item.key);
    const own = entry(memory.steps, id);
    if (own.state !== 'waiting' || isLookedAt(memory, id)) continue;
    if (free <= 0 || !mayGo(rules, memory, step)) continue;
    free -= 1;
    moved = true;
    guarded(rules, memory, step, own, now, () => {
      startOne(rules, memory, step, id, item, now, launch);
    });
  }
  return moved;
}

function countRunning(memory: Memory, step: PlannedStep, items: Item[]): number {
  return items.filter(({ key }) => {
    const id = addressOf(step.id, key);
    const { state } = entry(memory.steps, id);
    return state === 'running' || state === 'retrying' || isLookedAt(memory, id);
  }).length;
}
