import { stepOf } from '../../../contract/address.js';
import { inKib } from '../../../contract/limits.js';
import type {
  AbortRequest,
  RefusedSkip,
  ResumeRequest,
  SkipRequest,
} from '../../../contract/orders.js';
import { outcomeOf } from '../../../contract/outcome-of.js';
import type { Memory } from '../../memory.js';
import { answers, type Phase } from '../../phases.js';
import { forgetAttempts } from '../facts/attempts.js';
import { bytesLeft, sizeOf } from '../facts/budget.js';
import { leftByStep } from '../facts/left-behind.js';
import { outputsRead, readersOf } from '../facts/readers.js';
import { needsName } from '../facts/repeat.js';
import type { Rules } from '../facts/rules.js';
import { allEntries } from '../facts/status.js';
import { rememberAction } from '../record/actions.js';
import { openGroupsAgain, visitDoneAgain, waitAgain } from '../record/again.js';
import { forgetLooks } from '../record/looks.js';

/** Why a request does not fit, in words for the person who made it; undefined: it fits. */
export type Refusal = string | undefined;

/** What a person may let go on, skip or correct: what is held, and what waits for its next attempt. */
function stoppedSteps(rules: Rules, memory: Memory): string[] {
  return allEntries(rules.graph, memory)
    .filter(([, { state }]) => state === 'held' || state === 'retrying')
    .map(([id]) => id);
}

/** Of what is taken down: what waits for its next attempt. It is neither held nor done without. */
function waitingUndos({ undo = {} }: Memory): string[] {
  return Object.keys(undo).filter((id) => undo[id]?.state === 'retrying');
}

function refuseUndoNow(memory: Memory, { steps = [] }: ResumeRequest): Refusal {
  const waiting = waitingUndos(memory);
  if (waiting.length === 0) return 'it takes down, and nothing waits for its next attempt';
  const wrong = steps.filter((id) => !waiting.includes(id));
  if (wrong.length === 0) return undefined;
  return `${wrong.join(', ')} does not wait for a next attempt (waiting: ${waiting.join(', ')})`;
}

export function refuseResume(rules: Rules, memory: Memory, request: ResumeRequest): Refusal {
  if (memory.undo) return refuseUndoNow(memory, request);
  if (memory.stopping) return 'the run is ending';
  const held = stoppedSteps(rules, memory);
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
  const done = ids.filter((id) => {
    const own = memory.steps[id];
    return own !== undefined && outcomeOf(own)?.kind === 'done-otherwise';
  });
  if (done.length > 0) {
    return `${done.join(', ')} was done before, otherwise: name it to do it again, or skip it to keep what it did`;
  }
  return `nobody knows whether ${ids.join(', ')} was done: name it to do it again, or skip it if it was`;
}

/**
 * Let held steps go on. What they stand on is visited again first: a step that can be checked
 * costs a look, and is applied again where it no longer does.
 */
export function resume(rules: Rules, memory: Memory, request: ResumeRequest, at: string): void {
  if (memory.undo) {
    undoNow(memory, request, at);
    return;
  }
  memory.paused = false;
  memory.resumed = true;
  forgetLooks(memory);
  const safe = () => stoppedSteps(rules, memory).filter((id) => !needsName(memory.steps[id]));
  const steps = request.steps ?? safe();
  const held = steps.filter((id) => memory.steps[id]?.state === 'held');
  for (const id of steps) letGo(memory, id, request.steps !== undefined);
  visitUpstreamAgain(rules, memory, held);
  rememberAction(memory, { verb: 'resume', by: request.by, at, steps });
}

function undoNow(memory: Memory, { steps: named, by }: ResumeRequest, at: string): void {
  const steps = named ?? waitingUndos(memory);
  for (const id of steps) {
    const own = memory.undo?.[id];
    if (own) own.retryAt = 0;
  }
  rememberAction(memory, { verb: 'resume', by, at, steps });
}

/**
 * A held step is visited again; one that only a name lets go does so as one that was named. What
 * waits for its next attempt has it now.
 */
export function letGo(memory: Memory, id: string, named: boolean): void {
  const own = memory.steps[id];
  if (!own) return;
  if (own.state === 'retrying') {
    own.retryAt = 0;
    return;
  }
  if (named && needsName(own)) {
    own.named = true;
    // It may fail before it begins, or its run may end: until then it is as it was.
    const left = leftByStep(own, false);
    if (left) own.before = left;
  }
  waitAgain(own);
}

/** What is done of all that these instances stand on. */
export function visitUpstreamAgain(rules: Rules, memory: Memory, ids: readonly string[]): void {
  const upstream = new Set(ids.flatMap((id) => [...(rules.graph.upstream.get(stepOf(id)) ?? [])]));
  for (const id of upstream) {
    const step = rules.graph.steps.get(id);
    if (step) visitDoneAgain(memory, step);
  }
  openGroupsAgain(rules, memory, upstream);
}

export function refuseSkip(rules: Rules, memory: Memory, request: SkipRequest): Refusal {
  if (memory.undo) return 'it takes down: an abort leaves what is left';
  if (memory.stopping) return 'the run is ending';
  if (rules.mode !== 'up') return 'it only looks: it goes on by itself without what it cannot see';
  const held = stoppedSteps(rules, memory);
  if (!held.includes(request.step)) {
    return `${request.step} is not held (held: ${held.join(', ') || 'nothing'})`;
  }
  const readers = readersOf(rules.graph, stepOf(request.step));
  if (lacksOutputs(rules, memory, request)) {
    return unreadable(readers, outputsRead(rules.graph, stepOf(request.step)));
  }
  const left = bytesLeft(memory, memory.steps[request.step]);
  if (request.outputs && sizeOf(request.outputs) > left) {
    return `the outputs take ${inKib(sizeOf(request.outputs))}, and the run has room for ${inKib(Math.max(0, left))}`;
  }
  return undefined;
}

/** Whether others read of a step what nobody has given. */
function lacksOutputs(rules: Rules, memory: Memory, { step, outputs }: SkipRequest): boolean {
  const kept = memory.steps[step]?.outputs;
  const isGiven = outputs !== undefined || kept !== undefined;
  return !isGiven && readersOf(rules.graph, stepOf(step)).length > 0;
}

/** What has to go with a skip that is refused, so that it can be said how. */
export function lackingOutputs(rules: Rules, memory: Memory, request: SkipRequest): RefusedSkip {
  const isLacking = lacksOutputs(rules, memory, request);
  return isLacking ? { outputs: outputsRead(rules.graph, stepOf(request.step)) } : {};
}

/** Whoever skips a step gives what others read of it. */
function unreadable(readers: string[], outputs: string[]): string {
  const verb = readers.length === 1 ? 'reads' : 'read';
  const named = outputs.length === 0 ? '' : ` ${outputs.join(', ')}`;
  const [noun, them] = outputs.length === 1 ? ['output', 'it'] : ['outputs', 'them'];
  return `${readers.join(', ')} ${verb} its ${noun}${named}: give ${them}`;
}

export function skip(memory: Memory, request: SkipRequest, now: number, at: string): void {
  const own = memory.steps[request.step];
  if (!own) return;
  const left = leftByStep(own, false);
  own.byHand = true;
  own.why = request.reason;
  // What was held ended when it failed.
  own.endedAt ??= now;
  delete own.change;
  delete own.failure;
  delete own.before;
  delete own.left;
  forgetAttempts(own);
  if (request.outputs) own.outputs = request.outputs;
  if (request.done) {
    own.state = 'done';
    own.change = 'done-by-hand';
    own.outputs ??= {};
  } else {
    own.state = 'skipped';
    if (left) own.left = left;
  }
  rememberAction(memory, {
    verb: 'skip',
    by: request.by,
    at,
    steps: [request.step],
    reason: request.reason,
  });
}

export function refuseAbort(phase: Phase, memory: Memory, request: AbortRequest): Refusal {
  const { does, says } = answers[phase][request.undo ? 'abort-undo' : 'abort'];
  if (does === 'refused') return says;
  const isEnding = (phase === 'looking' || phase === 'forward') && memory.stopping !== undefined;
  return isEnding ? 'the run is ending already' : undefined;
}

/** Orders about steps come too late once nothing is applied any more. */
export function refuseLate(phase: Phase): Refusal {
  if (phase === 'undoing') return 'it is being taken down';
  return phase === 'last-acts' ? 'its last steps run' : undefined;
}

export function abort(memory: Memory, request: AbortRequest, at: string): void {
  memory.stopping = { why: 'aborted', undo: request.undo };
  // What runs is cancelled; of these nothing runs.
  for (const own of Object.values(memory.undo ?? {})) {
    if (own.state !== 'retrying') continue;
    own.state = 'cancelled';
    forgetAttempts(own);
  }
  const reason = request.reason === undefined ? {} : { reason: request.reason };
  rememberAction(memory, { verb: 'abort', by: request.by, at, ...reason });
}
