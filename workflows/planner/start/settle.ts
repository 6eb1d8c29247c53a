import { entry, instancesOf, type Memory } from '../../memory.js';
import { forgetAttempts } from '../facts/attempts.js';
import type { Rules } from '../facts/rules.js';
import { beginLooks } from '../record/looks.js';
import { decideAll } from './decide.js';
import { startDue } from './due.js';
import { lookAhead } from './look-ahead.js';
import { type Enough, Portion } from './portion.js';
import type { Launch, Start } from './start-step.js';

/**
 * Decide all that can be decided now: open groups, skip steps, expand `for-each`, and name the
 * activities to start: visits, then looks at what waits. Changes `memory`; the same memory always
 * gives the same answer.
 */
export function settle(rules: Rules, memory: Memory, now: number): Start[] {
  const portion = new Portion(rules);
  const launch: Launch = (start) => portion.add(start);
  beginLooks(rules, memory);
  settleWith(rules, memory, now, launch, portion);
  // Also where a failure among these decisions is what stops it.
  if (memory.stopping) cancelWaiting(rules, memory);
  lookAhead(rules, memory, now, launch, portion);
  return portion.starts;
}

/** The visits alone, where each is handed on as it is decided, until it is enough. */
export function settleWith(
  rules: Rules,
  memory: Memory,
  now: number,
  launch: Launch,
  enough: Enough = { isFull: false },
): void {
  if (memory.stopping) {
    cancelWaiting(rules, memory);
    return;
  }
  if (memory.paused) return;
  startDue(rules, memory, now, launch, enough);
  decideAll(rules, memory, now, launch, enough);
}

function cancelWaiting(rules: Rules, memory: Memory): void {
  for (const step of rules.graph.plan.steps) {
    const whole = entry(memory.steps, step.id);
    const instances = instancesOf(memory, step).map((id) => entry(memory.steps, id));
    for (const own of [whole, ...instances]) {
      const waits = ['waiting', 'held', 'retrying'].includes(own.state);
      if (waits || (step.type === 'approval' && own.state === 'running')) own.state = 'cancelled';
      if (own.state !== 'cancelled') continue;
      forgetAttempts(own);
      delete own.whole;
    }
  }
}
