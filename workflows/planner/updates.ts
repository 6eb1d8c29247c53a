import type { RunAction } from '../../client/run-view.js';
import type { Json } from '../../language/plan.js';
import type { Memory, StepMemory } from '../memory.js';
import type { Rules } from './settle.js';
import { allEntries } from './status.js';

export interface ResumeRequest {
  /** Ids of held steps; default: all held ones. */
  steps?: string[];
  by: string;
}

export interface SkipRequest {
  step: string;
  outputs?: { [name: string]: Json };
  reason: string;
  by: string;
}

export interface AbortRequest {
  undo: boolean;
  reason?: string;
  by: string;
}

/** Why a request does not fit, in words for the person who made it; undefined: it fits. */
export type Refusal = string | undefined;

function heldSteps(rules: Rules, memory: Memory): string[] {
  return allEntries(rules.graph, memory)
    .filter(([, { state }]) => state === 'held')
    .map(([id]) => id);
}

export function refuseResume(rules: Rules, memory: Memory, request: ResumeRequest): Refusal {
  if (memory.stopping) return 'the run is ending';
  const held = heldSteps(rules, memory);
  if (memory.paused && request.steps === undefined) return undefined;
  if (held.length === 0) return 'nothing is held';
  const unsafe = held.filter((id) => isOutcomeUnknown(memory, id));
  if (request.steps === undefined && unsafe.length > 0) return unsafeRefusal(unsafe);
  const wrong = (request.steps ?? []).filter((id) => !held.includes(id));
  if (wrong.length > 0) return `not held: ${wrong.join(', ')} (held: ${held.join(', ')})`;
  return undefined;
}

function isOutcomeUnknown(memory: Memory, id: string): boolean {
  return memory.steps[id]?.failure?.code === 'outcome.unknown';
}

/** Nothing unsafe is done twice by itself: whoever wants it says so by naming the step. */
function unsafeRefusal(ids: string[]): string {
  const which = ids.join(', ');
  return `nobody knows whether ${which} was done: name it to do it again, or skip it if it was`;
}

/**
 * Let held steps go on. What they stand on is visited again first: a step that can be looked at
 * costs a look, and is made to hold again where it no longer does.
 */
export function resume(rules: Rules, memory: Memory, request: ResumeRequest, at: string): void {
  memory.paused = false;
  const safe = () => heldSteps(rules, memory).filter((id) => !isOutcomeUnknown(memory, id));
  const steps = request.steps ?? safe();
  for (const id of steps) {
    visitAgain(memory.steps[id]);
    for (const upstream of rules.graph.upstream.get(stepOf(rules, id)) ?? []) {
      if (rules.graph.steps.get(upstream)?.checked) visitUpstreamAgain(memory, upstream);
    }
  }
  remember(memory, { verb: 'resume', by: request.by, at, steps });
}

function visitUpstreamAgain(memory: Memory, stepId: string): void {
  const expanded = memory.items[stepId] !== undefined;
  for (const [id, own] of Object.entries(memory.steps)) {
    const belongs = expanded ? id.startsWith(`${stepId}[`) : id === stepId;
    if (belongs && own.state === 'done') visitAgain(own);
  }
}

function visitAgain(own: StepMemory | undefined): void {
  if (!own) return;
  own.state = 'waiting';
  delete own.endedAt;
}

export function refuseSkip(rules: Rules, memory: Memory, request: SkipRequest): Refusal {
  if (memory.stopping) return 'the run is ending';
  const held = heldSteps(rules, memory);
  if (!held.includes(request.step)) {
    return `${request.step} is not held (held: ${held.join(', ') || 'nothing'})`;
  }
  const readers = rules.graph.plan.steps.filter((step) =>
    step.reads.includes(stepOf(rules, request.step)),
  );
  if (readers.length > 0 && request.outputs === undefined) {
    return `${readers.map(({ id }) => id).join(', ')} read its outputs: give them`;
  }
  return undefined;
}

export function skip(memory: Memory, request: SkipRequest, now: number, at: string): void {
  const own = memory.steps[request.step];
  if (!own) return;
  own.state = 'skipped';
  own.why = request.reason;
  own.endedAt = now;
  delete own.change;
  delete own.failure;
  if (request.outputs) own.outputs = request.outputs;
  remember(memory, {
    verb: 'skip',
    by: request.by,
    at,
    steps: [request.step],
    reason: request.reason,
  });
}

export function refuseAbort(memory: Memory): Refusal {
  return memory.stopping ? 'the run is ending already' : undefined;
}

export function abort(memory: Memory, request: AbortRequest, at: string): void {
  memory.stopping = { why: 'aborted', undo: request.undo };
  const reason = request.reason === undefined ? {} : { reason: request.reason };
  remember(memory, { verb: 'abort', by: request.by, at, ...reason });
}

/** The step of an instance id: `answers[core-01]` → `answers`. */
export function stepOf(rules: Rules, id: string): string {
  if (rules.graph.steps.has(id)) return id;
  const bracket = id.indexOf('[');
  return bracket < 0 ? id : id.slice(0, bracket);
}

function remember(memory: Memory, action: RunAction): void {
  memory.actions.push(action);
}
