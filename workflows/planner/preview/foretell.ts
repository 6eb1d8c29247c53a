import { outcomeOf, unhandled } from '../../../contract/outcome-of.js';
import type { PlannedStep } from '../../../contract/plan.js';
import type { PreviewAction, PreviewSafety, PreviewStep } from '../../../contract/preview.js';
import { newStep, type StepMemory } from '../../memory.js';
import { needsName } from '../facts/repeat.js';
import { isSatisfied } from '../facts/status.js';
import { rehearsalTime, type Situation } from './rehearse.js';

/** One instance before and after a resume that was rehearsed on a copy. */
export interface Prospect {
  step: PlannedStep;
  id: string;
  before: Situation;
  /** Before the rehearsal, with the resume taken. */
  asked: StepMemory | undefined;
  after: Situation;
  /** The rehearsal came to it. */
  isVisited: boolean;
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
  const { step, id, before, after, isVisited } = prospect;
  const now = after.memory.steps[id] ?? newStep();
  const was = before.memory.steps[id];
  if (isVisited) return visited(prospect, was);
  if (prospect.asked?.state === 'running') return { action: 'kept', why: 'runs already' };
  switch (now.state) {
    case 'done':
      return now.endedAt === rehearsalTime ? decided(prospect, was, now) : keptAs(now);
    case 'failed':
      return { action: 'kept', why: 'failed, and the run went on' };
    case 'skipped':
      return { action: 'skipped', why: now.why ?? 'skipped' };
    case 'held':
      return heldStill(prospect, now);
    default:
      return { action: 'waits', why: whatFor(after, step) };
  }
}

const keptAs = (now: StepMemory): Fate => ({
  action: 'kept',
  why: outcomeOf(now)?.kind === 'undone' ? 'taken down' : 'done',
});

function visited(prospect: Prospect, was: StepMemory | undefined): Fate {
  const { step } = prospect;
  if (step.checked) return toCheck(prospect, was);
  return step.type === 'approval' ? asked(prospect) : ran(prospect, was);
}

function toCheck({ definition }: Prospect, was: StepMemory | undefined): Fate {
  if (definition === 'changed') return { action: 'checked', why: 'defined otherwise now' };
  if (was?.state === 'held') return { action: 'checked', why: `held: ${reason(was)}` };
  if (was?.state === 'retrying') return { action: 'checked', why: `failed: ${reason(was)}` };
  if (wasDone(was)) return { action: 'checked', why: 'done before' };
  return { action: 'to-do', why: 'not done yet' };
}

function asked({ asked, after, id }: Prospect): Fate {
  const before = asked?.before ?? after.rules.earlier[id];
  const why = before === undefined ? 'not answered yet' : 'what was approved is different now';
  return { action: 'asked', why };
}

function ran({ step, id, asked, after, named }: Prospect, was: StepMemory | undefined): Fate {
  const before = asked?.before ?? asked?.left ?? after.rules.earlier[id];
  const byName = asked?.named === true || (named && (before !== undefined || wasDone(was)));
  if (byName) return { action: 'done-again', why: 'named', safety: 'unsafe' };
  if (before !== undefined || wasDone(was)) {
    return { action: 'done-again', why: step.repeatable ? 'may be done again' : 'done before' };
  }
  if (was === undefined || was.visits === 0) return { action: 'to-do', why: 'not done yet' };
  return { action: 'done-again', why: `failed: ${reason(was)}` };
}

/** What was decided of it without a visit: it stays, or it reads what nobody can know before. */
function decided(prospect: Prospect, was: StepMemory | undefined, now: StepMemory): Fate {
  const ended = outcomeOf(now);
  switch (ended?.kind) {
    case 'done-by-hand':
      return { action: 'left-in-place', why: 'done by hand' };
    case 'reused': {
      const isApproval = prospect.step.type === 'approval';
      const why = isApproval ? 'approved before' : 'done before, and cannot be checked';
      return { action: 'left-in-place', why };
    }
    case 'not-begun':
      return ended.why === 'known-after-apply' ? knownLater(prospect, was, now) : keptAs(now);
    case undefined:
    case 'holds':
    case 'changed':
    case 'absent':
    case 'undone':
    case 'failed':
    case 'unknown':
    case 'done-otherwise':
    case 'left-out':
      return keptAs(now);
    default:
      return unhandled(ended);
  }
}

function knownLater({ step }: Prospect, was: StepMemory | undefined, now: StepMemory): Fate {
  const isApproval = step.type === 'approval';
  if (!wasDone(was)) {
    return isApproval
      ? { action: 'asked', why: 'not answered yet' }
      : { action: 'to-do', why: 'not done yet' };
  }
  const why = now.why ?? 'known after apply';
  if (step.checked) return { action: 'checked', why };
  const otherwise = isApproval
    ? 'else asked again'
    : step.repeatable
      ? 'else done again'
      : 'else held';
  return {
    action: 'known-after-apply',
    why: `${why}: left in place if that is as before, ${otherwise}`,
  };
}

function heldStill({ asked }: Prospect, now: StepMemory): Fate {
  const why = now.failure?.message ?? 'held';
  if (needsName(now)) return { action: 'held', why, safety: 'unsafe', mustName: true };
  // Held before, and not asked to go on; or held by what the rehearsal came upon.
  return { action: 'held', why: asked?.state === 'held' ? 'not named' : why };
}

function whatFor({ rules, memory }: Situation, step: PlannedStep): string {
  const upstream = [...(rules.graph.upstream.get(step.id) ?? [])];
  const missing = upstream.find((id) => {
    const needed = rules.graph.steps.get(id);
    return needed !== undefined && !isSatisfied(memory, needed);
  });
  return missing === undefined ? 'the run does not go on' : `for ${missing}`;
}

function wasDone(was: StepMemory | undefined): boolean {
  return was?.state === 'done' || was?.before !== undefined;
}

function reason(was: StepMemory): string {
  return was.failure?.message ?? was.why ?? was.state;
}
