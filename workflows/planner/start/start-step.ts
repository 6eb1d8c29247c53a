import { inKib, runLimits } from '../../../contract/limits.js';
import type { PlannedStep } from '../../../contract/plan.js';
import type { EarlierStep } from '../../../contract/run.js';
import type { Rendered, StepMode } from '../../../contract/task.js';
import { decidesBy } from '../../flags.js';
import { entry, type Item, type Memory, type StepMemory } from '../../memory.js';
import { seenToHold } from '../facts/ahead.js';
import { beginAgain } from '../facts/attempts.js';
import { sizeOf, TooLarge } from '../facts/budget.js';
import { inputKeyOf, upstreamOf } from '../facts/input-key.js';
import { decideRepeat } from '../facts/repeat.js';
import type { Rules } from '../facts/rules.js';
import { scopeOf } from '../facts/scope.js';
import { render, renderValue } from '../facts/templates.js';
import { leaveAsSeen } from '../record/looks.js';
import { recordFailure } from '../record/outcome.js';

/** An activity to start. */
export interface Start {
  id: string;
  step: PlannedStep;
  mode: StepMode;
  with: Rendered;
  env: Rendered;
  /** Task queue; absent: the run's own. */
  queue?: string;
  /** A look before its turn: no visit. */
  ahead?: true;
}

/** What is done with an activity to start: it is begun, or told of in a preview. */
export type Launch = (start: Start) => void;

/**
 * Decide upon one instance whose needs are met: leave it in place, hold it, ask, or start its
 * activity. Throws what its expressions throw.
 */
export function startOne(
  rules: Rules,
  memory: Memory,
  step: PlannedStep,
  id: string,
  item: Item | undefined,
  now: number,
  launch: Launch,
): void {
  const own = entry(memory.steps, id);
  const mode = modeOf(rules, step);
  // A rehearsal may not know what it is given, and need not where nobody knows how far it got.
  const isUnread = rules.isRehearsal && mode === 'up' && !step.checked;
  const isUnknown = isUnread && earlierOf(rules, memory, id)?.unknown;
  if (isUnknown && leftAs(rules, memory, step, id, '', now)) return;
  const start = startOf(rules, memory, step, id, item);
  const given = { with: start.with, env: start.env };
  if (mode === 'look' && !step.checked) {
    Object.assign(own, { state: 'done', change: 'always-runs', endedAt: now });
    // The look of a preview is told what stays in place: others read what it gave.
    const left = rules.mode === 'look' ? rules.earlier[id] : undefined;
    if (left !== undefined) own.outputs = left.outputs;
    return;
  }
  if (!step.checked && leftInPlace(rules, memory, step, id, given, now)) return;
  const seen = rules.mode === 'up' && seenToHold(rules, memory, step, id, start, now);
  if (seen) {
    leaveAsSeen(memory, step, id, seen);
    return;
  }
  begin(rules, own, step, now);
  spendName(rules, memory, step, id);
  if (step.type === 'approval') {
    // What is asked: shown while it waits.
    const { message } = given.with.value;
    if (typeof message === 'string') own.why = message;
    const isLimited = decidesBy(rules.decisions, 'approvals-expire');
    if (step.expires !== undefined && isLimited) own.expiresAt = now + step.expires;
    return;
  }
  own.visits += 1;
  launch(start);
}

/** Begin the next attempt of a visit: with what it reads now, and nothing else decided anew. */
export function startAgain(
  rules: Rules,
  memory: Memory,
  step: PlannedStep,
  id: string,
  item: Item | undefined,
  launch: Launch,
): void {
  const start = startOf(rules, memory, step, id, item);
  beginAgain(entry(memory.steps, id));
  launch(start);
}

/** @throws TooLarge where one attempt would be given more than a message can hold */
export function refuseLarge(
  { decisions }: Rules,
  id: string,
  given: Pick<Start, 'with' | 'env'>,
): void {
  const size = sizeOf(given.with.value) + sizeOf(given.env.value);
  if (size <= runLimits.given || !decidesBy(decisions, 'a-runs-data-is-limited')) return;
  throw new TooLarge(`${id} is given ${inKib(size)}, and takes ${inKib(runLimits.given)}`);
}

function modeOf({ parts, ahead }: Rules, step: PlannedStep): StepMode {
  return parts.get(step.id) === 'apply' && !ahead ? 'up' : 'look';
}

/** The activity of one attempt, with what its expressions give. */
function startOf(
  rules: Rules,
  memory: Memory,
  step: PlannedStep,
  id: string,
  item: Item | undefined,
): Start {
  const scope = scopeOf(rules.graph, memory, rules.facts, step.group, item ? { item } : {});
  const given = { with: render(scope, step.with), env: render(scope, step.env) };
  refuseLarge(rules, id, given);
  const queue = step.runsOn ? String(renderValue(scope, step.runsOn)) : undefined;
  return {
    id,
    step,
    mode: modeOf(rules, step),
    ...given,
    ...(queue === undefined ? {} : { queue }),
  };
}

/** Whether a person named it: for the start that is under way now, and for no later one. */
function isNamed(rules: Rules, memory: Memory, step: PlannedStep, id: string): boolean {
  if (memory.steps[id]?.named) return true;
  if (!decidesBy(rules.decisions, 'names-are-spent')) return rules.named.has(id);
  const isAsked = rules.named.has(id) || rules.named.has(step.id);
  return isAsked && !memory.spent?.includes(id);
}

function spendName(rules: Rules, memory: Memory, step: PlannedStep, id: string): void {
  const isAsked = rules.named.has(id) || rules.named.has(step.id);
  if (!isAsked || memory.spent?.includes(id)) return;
  if (decidesBy(rules.decisions, 'names-are-spent')) memory.spent = [...(memory.spent ?? []), id];
}

function begin(rules: Rules, own: StepMemory, step: PlannedStep, now: number): void {
  own.state = 'running';
  own.startedAt = now;
  if (decidesBy(rules.decisions, 'attempts-are-the-runs')) own.attempt = 1;
  own.digest = step.digest;
  delete own.before;
  delete own.left;
  delete own.named;
  delete own.endedAt;
  delete own.failure;
}

/** Whether a step that cannot be checked is not run: it was done before, or nobody knows. */
function leftInPlace(
  rules: Rules,
  memory: Memory,
  step: PlannedStep,
  id: string,
  given: { with: Rendered; env: Rendered },
  now: number,
): boolean {
  // A rehearsal, which is one turn, need not hash what it compares with nothing.
  if (rules.isRehearsal && earlierOf(rules, memory, id) === undefined) {
    upstreamOf(rules, memory, step);
    return false;
  }
  return leftAs(rules, memory, step, id, inputKeyOf(rules, memory, step, given), now);
}

/** What it has done, or may have, before it is decided upon now. */
function earlierOf(rules: Rules, memory: Memory, id: string): EarlierStep | undefined {
  const own = entry(memory.steps, id);
  const left = decidesBy(rules.decisions, 'skips-are-remembered') ? own.left : undefined;
  return own.before ?? left ?? (own.visits === 0 ? rules.earlier[id] : undefined);
}

function leftAs(
  rules: Rules,
  memory: Memory,
  step: PlannedStep,
  id: string,
  inputKey: string,
  now: number,
): boolean {
  const own = entry(memory.steps, id);
  const before = earlierOf(rules, memory, id);
  const fate = decideRepeat(step, before, inputKey, isNamed(rules, memory, step, id));
  if (before === undefined || 'run' in fate) {
    own.inputKey = inputKey;
    return false;
  }
  const { digest, outputs } = before;
  const key = before.inputKey === undefined ? {} : { inputKey: before.inputKey };
  if ('reuse' in fate) {
    const change = before.byHand ? 'done-by-hand' : 'reused';
    Object.assign(own, { state: 'done', change, digest, outputs, endedAt: now, ...key });
    delete own.before;
    delete own.failure;
    return true;
  }
  // A later visit, and a later run, still have to know what it was done with.
  own.before = before;
  if (!before.unknown) Object.assign(own, { digest, outputs, ...key });
  recordFailure(rules, memory, step, own, fate.hold(id), now, rules.onFailure ?? 'hold');
  return true;
}
