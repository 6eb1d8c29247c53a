/**
 * The address of an instance of a step: `box`, `lab/box`, `answers[core-01]`. It is made, taken apart
 * and compared here alone. An id of a step is letters, digits and `-` between `/`; what stands between
 * the first `[` and the last `]` is the key, which may be any text.
 */
export interface Address {
  /** Full id of the step: `lab/box`. */
  step: string;
  /** Names the instance of a step with `for-each`; absent: the step has one instance. */
  key?: string;
}

/** As text: what a run's memory, history, logs and people know an instance by. */
export function addressOf(step: string, key?: string): string {
  return key === undefined ? step : `${step}[${key}]`;
}

/** An address from its text; text without a key is all step. */
export function parseAddress(text: string): Address {
  const bracket = text.indexOf('[');
  if (bracket < 0 || !text.endsWith(']')) return { step: text };
  return { step: text.slice(0, bracket), key: text.slice(bracket + 1, -1) };
}

/** The step of an instance: `answers[core-01]` → `answers`. */
export function stepOf(address: string): string {
  return parseAddress(address).step;
}

/** Whether an address names the step, or an instance of it. */
export function isOfStep(address: string, step: string): boolean {
  return stepOf(address) === step;
}

/** Whether an address names the step or group, an instance of it, or something inside it. */
export function isWithin(address: string, outer: string): boolean {
  return address === outer || isOfStep(address, outer) || isInGroup(stepOf(address), outer);
}

/** Whether the full id of a step or group is inside a group, however deep. */
export function isInGroup(id: string, group: string): boolean {
  return id.startsWith(`${group}/`);
}

/** What its own scope calls a step or group: `lab/box` → `box`, `lab/box[a/b]` → `box`. */
export function localId(address: string): string {
  const step = stepOf(address);
  return step.slice(step.lastIndexOf('/') + 1);
}

/**
 * The id of the activity of one visit, unique in its execution: `lab/box`, then `lab/box#2`; `undo:lab/box`, and
 * `look:lab/box` before its turn.
 */
export function activityIdOf(address: string, visit: number, what?: 'undo' | 'look'): string {
  return `${what ? `${what}:` : ''}${address}${visit > 1 ? `#${visit}` : ''}`;
}

/** The instance that an activity is a visit of. */
export function addressOfActivity(activityId: string): string {
  return activityId.replace(/^(undo|look):/, '').replace(/#\d+$/, '');
}
