import type { Memory, StepMemory } from '../../memory.js';

/** Whether a step's next attempt is to begin. */
export function isDue({ state, retryAt = 0 }: StepMemory, now: number): boolean {
  return state === 'retrying' && retryAt <= now;
}

/** Whether nobody has answered an approval in time. */
export function hasExpired({ state, expiresAt }: StepMemory, now: number): boolean {
  return state === 'running' && expiresAt !== undefined && expiresAt <= now;
}

/**
 * When something happens by itself (ms): the first of all next attempts begins, or an approval
 * expires; undefined: nothing does.
 */
export function wakesAt({ steps, undo, paused }: Memory): number | undefined {
  if (paused && undo === undefined) return undefined;
  let first: number | undefined;
  for (const records of [steps, undo ?? {}]) {
    for (const id in records) {
      const own = records[id];
      const at = own?.state === 'retrying' ? own.retryAt : own?.expiresAt;
      if (at !== undefined) first = Math.min(first ?? at, at);
    }
  }
  return first;
}

/** The attempt that comes next of a step that waits for it. */
export function nextAttempt({ attempt = 1, interrupted }: StepMemory): number {
  return interrupted === undefined ? attempt + 1 : attempt;
}

/** Another attempt of the same visit begins. */
export function beginAgain(own: StepMemory): void {
  own.attempt = nextAttempt(own);
  own.state = 'running';
  own.visits += 1;
  if (own.failure) own.lastFailure = own.failure;
  delete own.failure;
  delete own.retryAt;
}

/** No attempt follows those of this visit, and no answer is waited for. */
export function forgetAttempts(own: StepMemory): void {
  delete own.attempt;
  delete own.retryAt;
  delete own.interrupted;
  delete own.lastFailure;
  delete own.expiresAt;
}
