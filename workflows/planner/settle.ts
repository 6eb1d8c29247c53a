import type { PlannedGroup, PlannedStep } from '../../language/plan.js';
import { entry, instanceId, type Memory, newStep, type StepMemory } from '../memory.js';
import { expandItems } from './for-each.js';
import { recordFailure } from './outcome.js';
import type { Rules } from './rules.js';
import { scopeOf } from './scope.js';
import { type Start, startOne } from './start-step.js';
import { entriesOf, isNodeSatisfied } from './status.js';
import { evaluateIn, isTrue, renderValue, UnknownValue } from './templates.js';

/**
 * Decide all that can be decided now: open groups, skip steps, expand `for-each`, and name the
 * activities to start. Changes `memory`; the same memory always gives the same answer.
 */
export function settle(rules: Rules, memory: Memory, now: number): Start[] {
  const starts: Start[] = [];
  if (memory.stopping) {
    cancelWaiting(rules, memory);
    return starts;
  }
  if (memory.paused) return starts;
  for (let moved = true; moved; ) {
    moved = false;
    for (const group of rules.graph.plan.groups) moved = openGroup(rules, memory, group) || moved;
    for (const step of rules.graph.plan.steps) {
      moved = visitStep(rules, memory, step, now, starts) || moved;
    }
  }
  return starts;
}

function cancelWaiting(rules: Rules, memory: Memory): void {
  for (const step of rules.graph.plan.steps) {
    for (const own of [entry(memory.steps, step.id), ...entriesOf(memory, step)]) {
      const waits = own.state === 'waiting' || own.state === 'held';
      if (waits || (step.type === 'approval' && own.state === 'running')) own.state = 'cancelled';
    }
  }
}

/** What a node waits for. A look changes nothing, so it only waits for what it reads. */
function mayGo(rules: Rules, memory: Memory, node: PlannedStep | PlannedGroup): boolean {
  if (node.group !== '' && entry(memory.groups, node.group).state !== 'open') return false;
  const { graph } = rules;
  const direct = rules.mode === 'up' ? node.needs : node.reads;
  if (!direct.every((id) => isNodeSatisfied(graph, memory, id))) return false;
  // Beyond its direct needs, too: a step between may have been left out, or need no second visit.
  const further = rules.mode === 'up' ? (graph.upstream.get(node.id) ?? []) : [];
  return [...further].every((id) => isNodeSatisfied(graph, memory, id));
}

function openGroup(rules: Rules, memory: Memory, group: PlannedGroup): boolean {
  const own = entry(memory.groups, group.id);
  if (own.state !== 'waiting') return false;
  if (group.group !== '' && entry(memory.groups, group.group).state === 'skipped') {
    own.state = 'skipped';
    return true;
  }
  if (!mayGo(rules, memory, group)) return false;
  const scope = scopeOf(rules.graph, memory, rules.facts, group.group);
  if (group.if && !isTrue(evaluateIn(scope, group.if))) {
    own.state = 'skipped';
    return true;
  }
  own.inputs = {};
  own.unknown = [];
  for (const [name, template] of Object.entries(group.inputs)) {
    try {
      own.inputs[name] = renderValue(scope, template);
    } catch (error) {
      if (!(error instanceof UnknownValue)) throw error;
      own.unknown.push(name);
    }
  }
  own.state = 'open';
  return true;
}

function visitStep(
  rules: Rules,
  memory: Memory,
  step: PlannedStep,
  now: number,
  starts: Start[],
): boolean {
  const own = entry(memory.steps, step.id);
  if (memory.items[step.id] !== undefined) return startInstances(rules, memory, step, now, starts);
  if (own.state !== 'waiting') return false;
  if (isLeftOut(rules, memory, step, own)) return true;
  if (!mayGo(rules, memory, step)) return false;
  return guarded(rules, memory, step, own, now, () => {
    const scope = scopeOf(rules.graph, memory, rules.facts, step.group);
    if (step.if && !isTrue(evaluateIn(scope, step.if))) {
      own.state = 'skipped';
      own.why = `if: ${step.if.expr.trim()}`;
      return;
    }
    if (step.forEach === undefined) {
      startOne(rules, memory, step, step.id, undefined, now, starts);
      return;
    }
    const items = expandItems(scope, step.forEach, (item) =>
      scopeOf(rules.graph, memory, rules.facts, step.group, { item }),
    );
    memory.items[step.id] = items;
    own.state = 'done';
    own.outputs = {};
    for (const { key } of items) memory.steps[instanceId(step.id, key)] ??= newStep();
  });
}

/** Not selected, or inside a group that was skipped. */
function isLeftOut(rules: Rules, memory: Memory, step: PlannedStep, own: StepMemory): boolean {
  const inSkipped = step.group !== '' && entry(memory.groups, step.group).state === 'skipped';
  if (!inSkipped && rules.parts.get(step.id) !== 'out') return false;
  own.state = 'skipped';
  own.why = inSkipped ? `${step.group} is skipped` : 'not selected';
  return true;
}

function startInstances(
  rules: Rules,
  memory: Memory,
  step: PlannedStep,
  now: number,
  starts: Start[],
): boolean {
  const items = memory.items[step.id] ?? [];
  const states = items.map(({ key }) => entry(memory.steps, instanceId(step.id, key)));
  let free = (step.forEach?.maxParallel ?? items.length) - countRunning(states);
  let moved = false;
  for (const item of items) {
    const id = instanceId(step.id, item.key);
    const own = entry(memory.steps, id);
    if (own.state !== 'waiting' || free <= 0 || !mayGo(rules, memory, step)) continue;
    free -= 1;
    moved = true;
    guarded(rules, memory, step, own, now, () => {
      startOne(rules, memory, step, id, item, now, starts);
    });
  }
  return moved;
}

function countRunning(states: StepMemory[]): number {
  return states.filter(({ state }) => state === 'running').length;
}

/** Run a decision about a step; what goes wrong in its expressions is the step's failure. */
function guarded(
  rules: Rules,
  memory: Memory,
  step: PlannedStep,
  own: StepMemory,
  now: number,
  decide: () => void,
): boolean {
  try {
    decide();
  } catch (error) {
    if (error instanceof UnknownValue && rules.mode !== 'up') {
      own.endedAt = now;
      own.state = 'done';
      own.change = 'known-after-apply';
      own.why = `reads what ${error.step} will give`;
      return true;
    }
    recordFailure(rules, memory, step, own, decisionFailure(error), now);
  }
  return true;
}

function decisionFailure(error: unknown): NonNullable<StepMemory['failure']> {
  const message = error instanceof Error ? error.message : String(error);
  const unknown = error instanceof UnknownValue;
  return {
    code: unknown ? 'outputs.unknown' : 'expression.failed',
    message,
    next: unknown
      ? `Bring ${error.step} up first: it was only looked at, and does not hold.`
      : 'Correct the expression or the value it reads, then resume with the corrected pipeline.',
    tail: [],
    attempt: 0,
  };
}
