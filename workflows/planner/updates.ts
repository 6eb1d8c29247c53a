import type { RunAction } from '../../client/run-view.js';
import type { Json } from '../../language/plan.js';
import type { Memory } from '../memory.js';
import { openGroupsAgain, visitDoneAgain, waitAgain } from './again.js';
import { readersOf } from './readers.js';
import { needsName, wasDoneBefore } from './repeat.js';
import type { Rules } from './rules.js';
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
  const unsafe = held.filter((id) => needsName(memory.steps[id]));
  if (request.steps === undefined && unsafe.length > 0) return unsafeRefusal(memory, unsafe);
  const wrong = (request.steps ?? []).filter((id) => !held.includes(id));
  if (wrong.length > 0) return `not held: ${wrong.join(', ')} (held: ${held.join(', ')})`;
  return undefined;
}

/** Nothing unsafe is done twice by itself: whoever wants it says so by naming the step. */
function unsafeRefusal(memory: Memory, ids: string[]): string {
  const done = ids.filter((id) => wasDoneBefore(memory.steps[id]));
  if (done.length > 0) {
    return `${done.join(', ')} was done before, otherwise: name it to do it again, or skip it to keep what it did`;
  }
  return `nobody knows whether ${ids.join(', ')} was done: name it to do it again, or skip it if it was`;
}

/**
 * Let held steps go on. What they stand on is visited again first: a step that can be looked at
 * costs a look, and is made to hold again where it no longer does.
 */
export function resume(rules: Rules, memory: Memory, request: ResumeRequest, at: string): void {
  memory.paused = false;
  memory.resumed = true;
  const safe = () => heldSteps(rules, memory).filter((id) => !needsName(memory.steps[id]));
  const steps = request.steps ?? safe();
  for (const id of steps) letGo(memory, id, request.steps !== undefined);
  visitUpstreamAgain(rules, memory, steps);
  remember(memory, { verb: 'resume', by: request.by, at, steps });
}

/** A held step is visited again; one that only a name lets go does so as one that was named. */
export function letGo(memory: Memory, id: string, named: boolean): void {
  const own = memory.steps[id];
  if (!own) return;
  if (named && needsName(own)) {
    own.named = true;
    delete own.before;
  }
  waitAgain(own);
}

/** What is done of all that these instances stand on. */
export function visitUpstreamAgain(rules: Rules, memory: Memory, ids: readonly string[]): void {
  const upstream = new Set(
    ids.flatMap((id) => [...(rules.graph.upstream.get(stepOf(rules, id)) ?? [])]),
  );
  for (const id of upstream) {
    const step = rules.graph.steps.get(id);
    if (step) visitDoneAgain(memory, step);
  }
  openGroupsAgain(rules, memory, upstream);
}

export function refuseSkip(rules: Rules, memory: Memory, request: SkipRequest): Refusal {
  if (memory.stopping) return 'the run is ending';
  const held = heldSteps(rules, memory);
  if (!held.includes(request.step)) {
    return `${request.step} is not held (held: ${held.join(', ') || 'nothing'})`;
  }
  const readers = readersOf(rules.graph, stepOf(rules, request.step));
  const kept = memory.steps[request.step]?.outputs;
  if (readers.length > 0 && request.outputs === undefined && kept === undefined) {
    return `${readers.join(', ')} read its outputs: give them`;
  }
  return undefined;
}

export function skip(memory: Memory, request: SkipRequest, now: number, at: string): void {
  const own = memory.steps[request.step];
  if (!own) return;
  own.state = 'skipped';
  own.byHand = true;
  own.why = request.reason;
  own.endedAt = now;
  delete own.change;
  delete own.failure;
  delete own.before;
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
