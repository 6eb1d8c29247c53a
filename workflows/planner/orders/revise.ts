import { inKib, runLimits } from '../../../contract/limits.js';
import type { ReviseRequest } from '../../../contract/orders.js';
import { mustBeNamed, outcomeOf, outcomes, unhandled } from '../../../contract/outcome-of.js';
import type { Plan } from '../../../contract/plan.js';
import { decidesBy } from '../../flags.js';
import { type Memory, newStep, type StepMemory } from '../../memory.js';
import { sizeOf } from '../facts/budget.js';
import { differs, downstream, type Graph } from '../facts/graph.js';
import { needsName } from '../facts/repeat.js';
import { buildRules, type Rules } from '../facts/rules.js';
import { isBusy } from '../facts/run-state.js';
import { belongsTo, instancesInMemory } from '../facts/status.js';
import { rememberAction } from '../record/actions.js';
import { expandAgain, visitDoneAgain, waitAgain } from '../record/again.js';
import { forgetLooks } from '../record/looks.js';
import { letGo, type Refusal, visitUpstreamAgain } from './updates.js';

export function refuseRevise(rules: Rules, memory: Memory, request: ReviseRequest): Refusal {
  const { plan, steps = [] } = request;
  if (memory.stopping) return 'the run is ending';
  if (rules.mode !== 'up') return 'only an up can be corrected';
  const size = sizeOf(plan) + sizeOf(request.inputs);
  if (size > runLimits.start) {
    return `the corrected pipeline and its inputs take ${inKib(size)}, and a run ${inKib(runLimits.start)}`;
  }
  if (isBusy(rules, memory)) return 'steps are running: wait until they are through';
  const unknown = steps.filter((id) => !plan.steps.some((step) => belongsTo(id, step)));
  if (unknown.length > 0) return `the corrected pipeline has no ${unknown.join(', ')}`;
  return refuseUnsafe(rules.graph, memory, plan, new Set(steps));
}

/** Refuses what was done and would be done again because its definition differs, unless named. */
export function refuseUnsafe(
  old: Graph,
  memory: Memory,
  plan: Plan,
  named: ReadonlySet<string>,
): Refusal {
  const unsafe = plan.steps.flatMap((step) => {
    const safe = step.checked || step.repeatable || step.type === 'approval';
    if (safe || named.has(step.id) || !differs(old, step)) return [];
    return instancesInMemory(memory, step).filter(
      (id) => isDone(memory.steps[id]) && !named.has(id),
    );
  });
  if (unsafe.length === 0) return undefined;
  return `${unsafe.join(', ')} was done, cannot be checked, and is defined otherwise now: name it to do it again`;
}

/**
 * Or may have been: it was skipped, or gone on without, when nobody knew. What somebody said to be
 * done stays, however it is defined.
 */
function isDone(own: StepMemory | undefined): boolean {
  if (own === undefined || own.before?.byHand) return false;
  if (own.left || (own.before && !own.before.unknown)) return true;
  const ended = outcomeOf(own);
  // Somebody has named it since.
  if (ended === undefined || own.named) return false;
  const { effect } = outcomes[ended.kind];
  switch (effect) {
    case 'there':
      return true;
    case 'looked-at':
      // What is held goes on by name only.
      return own.state === 'failed' && mustBeNamed(ended);
    case 'there-for-good':
    case 'gone':
    case 'as-it-was':
    case 'not-asked-for':
      return false;
    default:
      return unhandled(effect);
  }
}

/**
 * Take a corrected pipeline over and let held steps go on. What was done keeps its outputs while its
 * definition is the same; what differs, and what follows from it, is visited again.
 */
export function revise(rules: Rules, memory: Memory, request: ReviseRequest, at: string): void {
  const { plan, inputs, steps, by } = request;
  const old = rules.graph;
  const changed = plan.steps.filter((step) => differs(old, step));
  const allAnew = JSON.stringify(rules.facts.inputs) !== JSON.stringify(inputs);
  const { mode, selection, earlier, skippedBefore, undoneBefore, onFailure, decisions } = rules;
  const isKept = decidesBy(decisions, 'names-are-spent');
  const named = isKept ? rules.named : undefined;
  const facts = { ...rules.facts, inputs };
  Object.assign(
    rules,
    buildRules({
      plan,
      mode,
      selection,
      facts,
      earlier,
      skippedBefore,
      undoneBefore,
      named,
      onFailure,
      decisions,
    }),
  );
  layOut(old, memory, plan);
  memory.paused = false;
  memory.resumed = true;
  forgetLooks(memory);

  const asked = new Set(steps);
  const heldOnes = [...asked].filter((id) => memory.steps[id]?.state === 'held');
  const goOn = plan.steps.flatMap((step) =>
    instancesInMemory(memory, step).filter((id) => {
      const isNamed = asked.has(id) || asked.has(step.id);
      const goes = isNamed ? 'named' : heldOnes.length === 0 ? 'with all' : 'not now';
      const isAgain = isNamed && decidesBy(decisions, 'named-is-done-again');
      return takeOver(memory, id, changed.includes(step) || isAgain, goes);
    }),
  );
  const follows = new Set(changed.flatMap(({ id }) => downstream(rules.graph, id)));
  for (const step of plan.steps) {
    if (allAnew || follows.has(step.id)) visitDoneAgain(memory, step);
  }
  visitUpstreamAgain(rules, memory, goOn);
  rememberAction(memory, { verb: 'revise', by, at, steps: goOn });
}

/** Make room for the steps of a plan; what became of those that stay is kept. */
function layOut(old: Graph, memory: Memory, plan: Plan): void {
  const kept = new Set<string>();
  for (const step of plan.steps) {
    const before = old.steps.get(step.id);
    const same = before !== undefined && !before.forEach === !step.forEach;
    if (same) for (const id of instancesInMemory(memory, step)) kept.add(id);
    if (!same || step.forEach) memory.steps[step.id] = newStep();
    if (same) expandAgain(memory, step);
    else delete memory.items[step.id];
    kept.add(step.id);
  }
  for (const id of Object.keys(memory.steps)) if (!kept.has(id)) delete memory.steps[id];
  const ids = new Set(plan.steps.map(({ id }) => id));
  for (const id of Object.keys(memory.items)) if (!ids.has(id)) delete memory.items[id];
  memory.groups = Object.fromEntries(plan.groups.map(({ id }) => [id, { state: 'waiting' }]));
  memory.onHold = Object.fromEntries(plan.onHold.map(({ id }) => [id, newStep()]));
  memory.finally = Object.fromEntries(plan.finally.map(({ id }) => [id, newStep()]));
}

/** Whether an instance goes on now: it was held, or its definition differs. */
function takeOver(
  memory: Memory,
  id: string,
  changed: boolean,
  goes: 'named' | 'with all' | 'not now',
): boolean {
  const own = memory.steps[id];
  switch (own?.state) {
    case 'done':
      if (changed && goes === 'named') own.named = true;
      if (changed) waitAgain(own);
      return changed;
    case 'retrying':
      // Corrected, or let go on, it is decided upon anew; else its next attempt comes when it is due.
      if (!changed && goes === 'not now') return false;
      waitAgain(own);
      return true;
    case 'held':
      if (goes === 'not now' || (goes === 'with all' && needsName(own))) return false;
      letGo(memory, id, goes === 'named');
      return true;
    case 'skipped':
      if (own.byHand && !changed) return false;
      if (goes === 'named') own.named = true;
      waitAgain(own);
      return false;
    case 'failed':
      if (changed) waitAgain(own);
      return changed;
    case 'running':
      // An approval: it is asked, maybe otherwise, by the corrected pipeline.
      waitAgain(own);
      return false;
    default:
      return false;
  }
}
