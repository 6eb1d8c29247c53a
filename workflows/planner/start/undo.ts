import { addressOf, isOfStep } from '../../../contract/address.js';
import type { PlannedGroup, PlannedStep } from '../../../contract/plan.js';
import type { EarlierStep } from '../../../contract/run.js';
import { decidesBy } from '../../flags.js';
import { entry, type Item, type Memory, newStep, type StepMemory } from '../../memory.js';
import { beginAgain, isDue } from '../facts/attempts.js';
import { expandItems } from '../facts/for-each.js';
import { downstream, enclosingGroups } from '../facts/graph.js';
import type { Rules } from '../facts/rules.js';
import { scopeOf } from '../facts/scope.js';
import {
  evaluateIn,
  isTrue,
  render,
  renderValue,
  type Scope,
  UnknownValue,
} from '../facts/templates.js';
import { decisionFailure, recordFailure } from '../record/outcome.js';
import { workOutInputs } from './group-inputs.js';
import { Portion } from './portion.js';
import { refuseLarge, type Start } from './start-step.js';

/** Begin to take things down: from here on the run looks at `memory.undo`. */
export function beginUndo(rules: Rules, memory: Memory): void {
  delete memory.looks;
  fillFromEarlier(rules, memory);
  // A group that the run never got to, too: what is inside may be there from before.
  for (const group of rules.graph.plan.groups) {
    if (!isAskedAgain(rules, memory, group)) continue;
    if (goesByAll(rules)) delete entry(memory.groups, group.id).broken;
    try {
      workOutInputs(rules, memory, group, true);
    } catch (error) {
      if (!decidesBy(rules.decisions, 'undo-goes-on')) throw error;
      entry(memory.groups, group.id).broken = true;
    }
  }
  const undo: { [id: string]: StepMemory } = {};
  for (const step of rules.graph.plan.steps) {
    if (!step.undoable || !rules.selected.has(step.id)) continue;
    for (const { id } of undoInstances(rules, memory, step)) undo[id] = newStep();
  }
  memory.undo = undo;
}

/** A down knows more of its inputs by now than while it looked: what the last up left. */
function isAskedAgain(rules: Rules, memory: Memory, { id }: PlannedGroup): boolean {
  const { state, inputs } = entry(memory.groups, id);
  if (state === 'waiting') return true;
  return goesByLastUp(rules) && (inputs === undefined || goesByAll(rules));
}

/** What is no longer there to be checked may still be known from the last run. */
function fillFromEarlier(rules: Rules, memory: Memory): void {
  if (rules.mode === 'down' && goesByAll(rules)) {
    for (const step of rules.graph.plan.steps) recallItems(rules, memory, step);
  }
  // Of what was cut short, what it would have put out is not "nothing".
  const isUnsaid = ({ outputs, unknown }: EarlierStep) =>
    goesByAll(rules) && unknown === true && Object.keys(outputs).length === 0;
  const earlier = Object.entries(rules.earlier)
    .filter(([, left]) => !isUnsaid(left))
    .map(([id, { outputs }]) => [id, outputs] as const);
  for (const [id, outputs] of [...earlier, ...Object.entries(rules.undoneBefore)]) {
    const own = memory.steps[id];
    if (own && own.outputs === undefined) own.outputs = outputs;
  }
}

/** A `for-each` whose items were not asked for has those of the last up, as far as these left anything. */
function recallItems(rules: Rules, memory: Memory, step: PlannedStep): void {
  const known = Object.keys({ ...rules.earlier, ...rules.undoneBefore });
  const isLeft = known.some((id) => id !== step.id && isOfStep(id, step.id));
  if (!isLeft || step.forEach === undefined || memory.items[step.id] !== undefined) return;
  const items = itemsNow(rules, memory, step);
  if (items.length === 0) return;
  memory.items[step.id] = items;
  for (const { key } of items) {
    memory.steps[addressOf(step.id, key)] ??= { ...newStep(), state: 'done' };
  }
  const own = entry(memory.steps, step.id);
  own.state = 'done';
  delete own.whole;
}

/** Decide what can be taken down now: a step goes after everything that stands on it. */
export function settleUndo(rules: Rules, memory: Memory, now: number): Start[] {
  const undo = memory.undo ?? {};
  const portion = new Portion(rules);
  for (let moved = true; moved && !portion.isFull; ) {
    moved = false;
    for (const step of [...rules.graph.plan.steps].reverse()) {
      for (const instance of undoInstances(rules, memory, step)) {
        const own = undo[instance.id];
        const begins = own?.state === 'waiting' && isFree(rules, memory, step);
        if (portion.isFull || own === undefined || !(begins || isDue(own, now))) continue;
        moved = true;
        const start = undoOne(rules, memory, step, instance, now);
        if (start) portion.add(start);
      }
    }
  }
  return portion.starts;
}

export function isUndoFinished(memory: Memory): boolean {
  return Object.values(memory.undo ?? {}).every(({ state }) => isOver(state));
}

function isOver(state: StepMemory['state']): boolean {
  return state !== 'waiting' && state !== 'running' && state !== 'retrying';
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
  return items.map((item) => ({ id: addressOf(step.id, item.key), item }));
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
  // Nobody could say of it that there is nothing to take down: a second time it would fail for ever.
  if (!step.checked && rules.undoneBefore[instance.id]) return nothing('taken down before');
  const left = whyLeftOut(rules, memory, step, instance.id);
  if (left !== undefined) return nothing(left);
  const scope = scopeOf(rules.graph, memory, rules.facts, step.group, {
    undoing: true,
    ...(instance.item ? { item: instance.item } : {}),
  });
  try {
    const skipped = whySkipped(rules, memory, step, instance.id, scope);
    if (skipped !== undefined) return nothing(skipped);
    refuseBroken(rules, memory, step);
    const queue = step.runsOn ? String(renderValue(scope, step.runsOn)) : undefined;
    const given = { with: render(scope, step.with), env: render(scope, step.env) };
    refuseLarge(rules, instance.id, given);
    if (own.state === 'retrying') beginAgain(own);
    else begin(rules, own, now);
    return {
      id: instance.id,
      step,
      mode: 'undo',
      ...given,
      ...(queue === undefined ? {} : { queue }),
    };
  } catch (error) {
    if (error instanceof UnknownValue) return nothing(`${error.step} is not there`);
    if (!decidesBy(rules.decisions, 'undo-goes-on')) throw error;
    recordFailure(rules, memory, step, own, decisionFailure(error), now);
    return undefined;
  }
}

function begin(rules: Rules, own: StepMemory, now: number): void {
  Object.assign(own, { state: 'running', startedAt: now, visits: own.visits + 1 });
  if (decidesBy(rules.decisions, 'attempts-are-the-runs')) own.attempt = 1;
}

/** Why nothing of a step can be there: its group was left out, or was broken before it came to this step. */
function whyLeftOut(
  rules: Rules,
  memory: Memory,
  step: PlannedStep,
  id: string,
): string | undefined {
  if (step.group === '') return undefined;
  const broken = brokenGroup(rules, memory, step);
  const isBegun = wasBegun(rules, memory, id);
  if (broken && rules.mode === 'up' && !isBegun) return `${broken} was not begun`;
  // A condition that is asked anew says nothing of what was done before.
  if (goesByLastUp(rules) || (isBegun && goesByAll(rules))) return undefined;
  return entry(memory.groups, step.group).state === 'skipped'
    ? `${step.group} is skipped`
    : undefined;
}

/** Something of it may be there: it was begun, or somebody said that it was done. */
function wasBegun(rules: Rules, memory: Memory, id: string): boolean {
  const own = memory.steps[id];
  if ((own?.visits ?? 0) > 0 || rules.earlier[id] !== undefined) return true;
  return goesByAll(rules) && (own?.change === 'done-by-hand' || own?.before !== undefined);
}

const goesByAll = ({ decisions }: Rules) => decidesBy(decisions, 'undo-by-all-that-is-known');

/** Whether what the last up skipped is known. */
function goesByLastUp({ mode, skippedBefore, decisions }: Rules): boolean {
  const isKnown = mode === 'down' && skippedBefore !== undefined;
  return isKnown && decidesBy(decisions, 'undo-by-what-was-done');
}

/**
 * Why there is nothing to take down of a step: the last up skipped it by a condition. What that says
 * now is another question, asked only where nobody knows what was done.
 */
function whySkipped(
  rules: Rules,
  memory: Memory,
  step: PlannedStep,
  id: string,
  scope: Scope,
): string | undefined {
  const byCondition = step.if ? `if: ${step.if.expr.trim()}` : 'it was skipped';
  if (goesByLastUp(rules)) {
    const wasSkipped = rules.skippedBefore?.has(id) || rules.skippedBefore?.has(step.id);
    return wasSkipped ? byCondition : undefined;
  }
  if (!step.if) return undefined;
  // A for-each that was skipped as a whole has no instances.
  const own = rules.mode === 'up' ? (memory.steps[id] ?? memory.steps[step.id]) : undefined;
  const isBegun = own && (own.visits > 0 || (goesByAll(rules) && wasBegun(rules, memory, id)));
  const isSettled = own?.state === 'skipped' || isBegun;
  if (own && isSettled && decidesBy(rules.decisions, 'undo-by-what-was-done')) {
    const isLeft = own.byHand || (own.before !== undefined && goesByAll(rules));
    return own.state === 'skipped' && !isLeft ? byCondition : undefined;
  }
  return isTrue(evaluateIn(scope, step.if)) ? undefined : byCondition;
}

/** With inputs that could not be worked out, an undo would take down something else. */
function refuseBroken(rules: Rules, memory: Memory, step: PlannedStep): void {
  const broken = brokenGroup(rules, memory, step);
  if (broken) throw new Error(`the inputs of ${broken} could not be worked out`);
}

function brokenGroup(rules: Rules, memory: Memory, step: PlannedStep): string | undefined {
  if (!decidesBy(rules.decisions, 'undo-goes-on')) return undefined;
  return enclosingGroups(rules.graph, step.group).find(({ id }) => memory.groups[id]?.broken)?.id;
}
