import type { Memory, StepMemory } from '../../memory.js';

/** Whether a step's next attempt is to begin. */
export function isDue({ state, retryAt = 0 }: StepMemory, now: number): boolean {
  return state === 'retrying' && retryAt <= now;
}

/** When the first of all next attempts begins (ms); undefined: none will by itself. */
export function nextAttemptAt({ steps, undo, paused }: Memory): number | undefined {
  if (paused && undo === undefined) return undefined;
  let first: number | undefined;
  for (const records of [steps, undo ?? {}]) {
    for (const id in records) {
      const own = records[id];
      if (own?.state !== 'retrying' || own.retryAt === undefined) continue;
      first = Math.min(first ?? own.retryAt, own.retryAt);
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

/** No attempt follows those of this visit. */
export function forgetAttempts(own: StepMemory): void {
  delete own.attempt;
  delete own.retryAt;
  delete own.interrupted;
  delete own.lastFailure;
}
