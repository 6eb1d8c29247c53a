import { stepOf } from '../../../contract/address.js';
import type { DecisionRequest } from '../../../contract/orders.js';
import type { PlannedStep } from '../../../contract/plan.js';
import type { Who } from '../../../contract/who.js';
import { decidesBy } from '../../flags.js';
import { entry, type Memory } from '../../memory.js';
import type { Rules } from '../facts/rules.js';
import { allEntries } from '../facts/status.js';
import { rememberAction } from '../record/actions.js';
import { recordFailure } from '../record/outcome.js';
import type { Refusal } from './updates.js';

/** Approvals that wait for somebody. */
function waitingApprovals(rules: Rules, memory: Memory): string[] {
  return allEntries(rules.graph, memory)
    .filter(([id, { state }]) => {
      const step = rules.graph.steps.get(stepOf(id));
      return state === 'running' && step?.type === 'approval';
    })
    .map(([id]) => id);
}

export function refuseDecision(rules: Rules, memory: Memory, request: DecisionRequest): Refusal {
  const waiting = waitingApprovals(rules, memory);
  if (waiting.length === 0) return 'no approval is waiting';
  if (request.step === undefined && waiting.length > 1) {
    return `several approvals wait (${waiting.join(', ')}): name one`;
  }
  if (request.step !== undefined && !waiting.includes(request.step)) {
    return `${request.step} does not wait for an approval (waiting: ${waiting.join(', ')})`;
  }
  return undefined;
}

export function decide(
  rules: Rules,
  memory: Memory,
  verb: 'approve' | 'reject',
  request: DecisionRequest,
  now: number,
): void {
  const id = request.step ?? waitingApprovals(rules, memory)[0];
  const step = id === undefined ? undefined : rules.graph.steps.get(stepOf(id));
  if (id === undefined || step === undefined) return;
  const own = entry(memory.steps, id);
  const at = new Date(now).toISOString();
  const reason = request.reason ?? '';
  delete own.why;
  delete own.expiresAt;
  if (verb === 'approve') {
    own.state = 'done';
    own.change = 'changed';
    own.outputs = { by: request.by.id, at, reason };
    own.endedAt = now;
  } else {
    const failure = {
      code: 'approval.rejected',
      message: `${request.by.id} rejected it${reason ? `: ${reason}` : ''}`,
      next: `Resume ${id} to ask again, or abort the run.`,
      tail: [],
      attempt: 1,
    };
    recordFailure(rules, memory, step, own, failure, now, afterNo(rules, step));
  }
  rememberAction(memory, { verb, by: request.by, at, steps: [id], ...(reason ? { reason } : {}) });
}

export function refusePause(memory: Memory): Refusal {
  if (memory.stopping) return 'the run is ending';
  return memory.paused ? 'the run is paused already' : undefined;
}

/** Nothing new starts until somebody resumes; what runs goes on. */
export function pause(memory: Memory, by: Who, at: string): void {
  memory.paused = true;
  rememberAction(memory, { verb: 'pause', by, at });
}

/** Whoever says no means it: nothing goes on without the answer. */
function afterNo({ decisions, onFailure }: Rules, step: PlannedStep): PlannedStep['onFailure'] {
  const asked = onFailure ?? step.onFailure;
  return asked === 'continue' && decidesBy(decisions, 'a-no-is-no-failure') ? 'hold' : asked;
}
