import { addressOf } from '../../../contract/address.js';
import type { PlannedStep } from '../../../contract/plan.js';
import type { PreviewAction, PreviewSafety, PreviewStep } from '../../../contract/preview.js';
import { type Memory, newStep, type StepMemory } from '../../memory.js';
import { inputKeyOf } from '../facts/input-key.js';
import { decideRepeat, needsName } from '../facts/repeat.js';
import type { Rules } from '../facts/rules.js';
import { scopeOf } from '../facts/scope.js';
import { render } from '../facts/templates.js';

/** One instance before and after a resume that was made on a copy. */
export interface Prospect {
  step: PlannedStep;
  id: string;
  before: { rules: Rules; memory: Memory };
  after: { rules: Rules; memory: Memory };
  /** Somebody named it. */
  named: boolean;
  definition?: 'changed' | 'added';
}

interface Fate {
  action: PreviewAction;
  why: string;
  safety?: PreviewSafety;
  mustName?: boolean;
}

/** What becomes of one instance, in the words of a preview. */
export function foretell(prospect: Prospect): PreviewStep {
  const { step, id, definition } = prospect;
  const { action, why, safety, mustName } = fateOf(prospect);
  return {
    id,
    type: step.type,
    action,
    safety: safety ?? (step.checked ? 'checked' : 'repeatable'),
    ...(mustName ? { mustName } : {}),
    ...(definition ? { definition } : {}),
    why,
  };
}

function fateOf(prospect: Prospect): Fate {
  const { step, id, before, after } = prospect;
  const now = after.memory.steps[id] ?? newStep();
  const was = before.memory.steps[id];
  switch (now.state) {
    case 'done':
      return { action: 'kept', why: 'done' };
    case 'failed':
      return { action: 'kept', why: 'failed, and the run went on' };
    case 'skipped':
      return { action: 'skipped', why: now.why ?? 'skipped' };
    case 'held':
      return heldStill(now);
    default:
      if (step.checked) return toCheck(prospect, was);
      return step.type === 'approval' ? asked(prospect, now) : run(prospect, was, now);
  }
}

function heldStill(now: StepMemory): Fate {
  const why = now.failure?.message ?? 'held';
  if (!needsName(now)) return { action: 'held', why: 'not named' };
  return { action: 'held', why, safety: 'unsafe', mustName: true };
}

function toCheck({ definition }: Prospect, was: StepMemory | undefined): Fate {
  if (definition === 'changed') return { action: 'checked', why: 'defined otherwise now' };
  if (was?.state === 'held') return { action: 'checked', why: `held: ${reason(was)}` };
  const done = was?.state === 'done' || was?.before !== undefined;
  return done
    ? { action: 'checked', why: 'done before' }
    : { action: 'to-do', why: 'not done yet' };
}

function asked(prospect: Prospect, now: StepMemory): Fate {
  if (now.before === undefined) return { action: 'asked', why: 'not answered yet' };
  const fate = decideRepeat(prospect.step, now.before, keyNow(prospect, now), prospect.named);
  if ('reuse' in fate) return { action: 'left-in-place', why: 'approved before' };
  return { action: 'asked', why: 'what was approved is different now' };
}

function run(prospect: Prospect, was: StepMemory | undefined, now: StepMemory): Fate {
  const { step, id, named } = prospect;
  if (now.named) return { action: 'done-again', why: 'named', safety: 'unsafe' };
  if (now.before === undefined) {
    if (was === undefined || was.visits === 0) return { action: 'to-do', why: 'not done yet' };
    return { action: 'done-again', why: `failed: ${reason(was)}` };
  }
  const fate = decideRepeat(step, now.before, keyNow(prospect, now), named);
  if ('reuse' in fate) {
    return { action: 'left-in-place', why: 'done before, and cannot be checked' };
  }
  if ('hold' in fate) {
    return { action: 'held', why: fate.hold(id).message, safety: 'unsafe', mustName: true };
  }
  if (step.repeatable) return { action: 'done-again', why: 'may be done again' };
  return { action: 'done-again', why: 'named', safety: 'unsafe' };
}

function reason(was: StepMemory): string {
  return was.failure?.message ?? was.why ?? was.state;
}

/** What the step would be given if all that it reads stays as it is. */
function keyNow({ step, id, before, after }: Prospect, now: StepMemory): string {
  const item = before.memory.items[step.id]?.find(({ key }) => id === addressOf(step.id, key));
  try {
    const { graph, facts } = after.rules;
    const scope = scopeOf(graph, before.memory, facts, step.group, item ? { item } : {});
    const given = { with: render(scope, step.with), env: render(scope, step.env) };
    return inputKeyOf({ graph }, before.memory, step, given);
  } catch {
    // It reads what the corrected pipeline has yet to make: nobody can tell before.
    return now.before?.inputKey ?? '';
  }
}
