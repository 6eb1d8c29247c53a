import { parseAddress } from '../../../contract/address.js';
import type { Memory } from '../../memory.js';
import { hasExpired, isDue } from '../facts/attempts.js';
import type { Rules } from '../facts/rules.js';
import { waitAgain } from '../record/again.js';
import { recordFailure, unanswered } from '../record/outcome.js';
import { guarded } from './guarded.js';
import { mayGo } from './may-go.js';
import type { Enough } from './portion.js';
import { type Launch, startAgain } from './start-step.js';

/**
 * What time brings: next attempts begin (a rehearsal waits for none), approvals expire.
 */
export function startDue(
  rules: Rules,
  memory: Memory,
  now: number,
  launch: Launch,
  enough: Enough,
): void {
  for (const id in memory.steps) {
    if (enough.isFull) return;
    const own = memory.steps[id];
    if (own === undefined) continue;
    const isExpired = hasExpired(own, now);
    const isNext = own.state === 'retrying' && (rules.isRehearsal || isDue(own, now));
    if (!isExpired && !isNext) continue;
    const { step: stepId, key } = parseAddress(id);
    const step = rules.graph.steps.get(stepId);
    if (!step) continue;
    if (isExpired) {
      recordFailure(rules, memory, step, own, unanswered(step, id), now);
      continue;
    }
    // What it stands on is decided upon again: so is it, when that is done.
    if (!mayGo(rules, memory, step)) {
      waitAgain(own);
      continue;
    }
    const item = memory.items[stepId]?.find((one) => one.key === key);
    guarded(rules, memory, step, own, now, () => startAgain(rules, memory, step, id, item, launch));
  }
}
