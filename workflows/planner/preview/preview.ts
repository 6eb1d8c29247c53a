import type { PlannedStep } from '../../../contract/plan.js';
import type { PreviewRequest, PreviewStep } from '../../../contract/preview.js';
import type { Who } from '../../../contract/who.js';
import { changedFields } from '../../../language/plan-changes.js';
import { decisions } from '../../flags.js';
import { createMemory, type Memory } from '../../memory.js';
import { differs } from '../facts/graph.js';
import { leftBehind } from '../facts/left-behind.js';
import { buildRules, type Rules } from '../facts/rules.js';
import { instancesInMemory } from '../facts/status.js';
import { refuseRevise, refuseUnsafe, revise } from '../orders/revise.js';
import { type Refusal, refuseResume, resume } from '../orders/updates.js';
import { expectation } from './expect.js';
import { fingerprintOf } from './fingerprint.js';
import { foretell } from './foretell.js';
import { foretellDown, foretellLast, foretellUndoNow } from './last-and-down.js';
import { rehearse, type Situation } from './rehearse.js';

/** A copy remembers who asked, and nobody reads it. */
const nobody: Who = { kind: 'user', id: '' };

/** What a resume would do, and why it would be refused. */
export interface Foretold {
  /** `fingerprint` of ResumePreview. */
  fingerprint: string;
  refused?: string;
  steps: PreviewStep[];
}

/** A held run that goes on in place: the resume is made on a copy of what the run remembers. */
export function previewResume(rules: Rules, memory: Memory, request: PreviewRequest): Foretold {
  const { revised, steps } = request;
  if (memory.undo && !revised) return previewUndo({ rules, memory }, request);
  const after: Situation = { rules: { ...rules }, memory: structuredCopy(memory) };
  const ask = { by: nobody, ...(steps ? { steps } : {}) };
  const refused = revised
    ? refuseRevise(rules, memory, { ...revised, ...ask })
    : refuseResume(rules, memory, ask);
  if (revised) revise(after.rules, after.memory, { ...revised, ...ask }, '');
  else if (refused === undefined) resume(after.rules, after.memory, ask, '');
  return foretellAll({ rules, memory }, after, request, refused);
}

function previewUndo(now: Situation, request: PreviewRequest): Foretold {
  const { steps } = request;
  const refused = refuseResume(now.rules, now.memory, { by: nobody, ...(steps ? { steps } : {}) });
  const told = foretellUndoNow(now, steps);
  return {
    fingerprint: fingerprintOf(request, told),
    ...(refused === undefined ? {} : { refused }),
    steps: told,
  };
}

/** A run that has ended goes on as a new one, which is given what the old one left behind. */
export function previewRestart(rules: Rules, memory: Memory, request: PreviewRequest): Foretold {
  if (rules.mode === 'down') {
    const steps = foretellDown({ rules, memory }, request.seen);
    return { fingerprint: fingerprintOf(request, steps), steps };
  }
  const left = leftBehind(rules, memory);
  const { plan, inputs } = request.revised ?? left;
  const after: Situation = {
    rules: buildRules({
      plan,
      mode: rules.mode,
      selection: rules.selection,
      facts: { ...rules.facts, inputs },
      earlier: left.steps,
      named: request.steps,
      onFailure: rules.onFailure,
      decisions,
    }),
    memory: createMemory(plan, 0),
  };
  return foretellAll({ rules, memory }, after, request, refuseRestart(rules, memory, request));
}

function refuseRestart(rules: Rules, memory: Memory, request: PreviewRequest): Refusal {
  const plan = request.revised?.plan ?? rules.graph.plan;
  const known = (id: string) =>
    plan.steps.some((step) => step.id === id || instancesInMemory(memory, step).includes(id));
  const unknown = (request.steps ?? []).filter((id) => !known(id));
  if (unknown.length > 0) return `there is no step ${unknown.join(', ')}`;
  return refuseUnsafe(rules.graph, memory, plan, new Set(request.steps));
}

function foretellAll(
  before: Situation,
  after: Situation,
  request: PreviewRequest,
  refused: Refusal,
): Foretold {
  const { revised, steps, seen = {} } = request;
  const named = new Set(steps);
  const asked = structuredCopy(after.memory.steps);
  const visited = rehearse(after, expectation(before, after, seen));
  const told = after.rules.graph.plan.steps.flatMap((step) =>
    instances(before.memory, after.memory, step).map((id, at) => ({
      ...foretell({
        step,
        id,
        before,
        asked: asked[id],
        after,
        isVisited: visited.has(id),
        named: named.has(id) || named.has(step.id),
        ...(revised && differs(before.rules.graph, step)
          ? { definition: before.rules.graph.steps.has(step.id) ? 'changed' : 'added' }
          : {}),
      }),
      ...(revised && at === 0 ? fieldsOf(before.rules.graph.steps.get(step.id), step) : {}),
    })),
  );
  const removed = before.rules.graph.plan.steps
    .filter(({ id }) => !after.rules.graph.steps.has(id))
    .map(removedStep);
  const all = [...told, ...removed, ...foretellLast(before, after)];
  return {
    fingerprint: fingerprintOf(request, all),
    ...(refused === undefined ? {} : { refused }),
    steps: all,
  };
}

function fieldsOf(was: PlannedStep | undefined, is: PlannedStep): Pick<PreviewStep, 'fields'> {
  const fields = was ? changedFields(was, is) : {};
  return Object.keys(fields).length > 0 ? { fields } : {};
}

function instances(before: Memory, after: Memory, step: PlannedStep): string[] {
  const known = instancesInMemory(after, step);
  const earlier = instancesInMemory(before, step).filter((id) => after.steps[id] !== undefined);
  const all = known.length > 0 ? known : earlier;
  return all.length > 0 ? all : [step.id];
}

function removedStep({ id, type, checked }: PlannedStep): PreviewStep {
  return {
    id,
    type,
    action: 'removed',
    definition: 'removed',
    safety: checked ? 'checked' : 'repeatable',
    why: 'the corrected pipeline has it no more; what it made stays',
  };
}

/** Memory is plain JSON. */
function structuredCopy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
