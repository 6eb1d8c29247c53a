import { inKib, runLimits } from '../../../contract/limits.js';
import type { Json } from '../../../contract/plan.js';
import type { StepFailure } from '../../../contract/run.js';
import type { Looks, Memory, StepMemory } from '../../memory.js';

/** What is larger than a run can carry; the message says how large, and how much is allowed. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge';
}

const sizes = new WeakMap<object, number>();

/** Bytes of a value as JSON. What a run remembers is never changed in place: it is counted once. */
export function sizeOf(value: object | Json | undefined): number {
  if (value === undefined) return 0;
  if (typeof value !== 'object' || value === null) return utf8Length(JSON.stringify(value));
  const known = sizes.get(value);
  if (known !== undefined) return known;
  const size = utf8Length(JSON.stringify(value));
  sizes.set(value, size);
  return size;
}

function utf8Length(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    // Each half of a surrogate pair stands for two bytes.
    if (code > 0x7f) bytes += code > 0x7ff && (code < 0xd800 || code > 0xdfff) ? 2 : 1;
  }
  return bytes;
}

/** Bytes of outputs, items and inputs of inner pipelines that a run remembers. */
function remembered(memory: Pick<Memory, 'steps' | 'groups' | 'items'>): number {
  let sum = 0;
  for (const id in memory.steps) sum += ofStep(memory.steps[id]);
  for (const id in memory.groups) sum += sizeOf(memory.groups[id]?.inputs);
  for (const id in memory.items) {
    for (const { item } of memory.items[id] ?? []) sum += sizeOf(item);
  }
  return sum;
}

function ofStep(own: StepMemory | undefined): number {
  return sizeOf(own?.outputs) + sizeOf(own?.before?.outputs) + sizeOf(own?.left?.outputs);
}

/** Bytes that are left for outputs, where those of one step are replaced. */
export function bytesLeft(memory: Memory, replaced?: StepMemory): number {
  return runLimits.data - remembered(memory) + sizeOf(replaced?.outputs);
}

/** Whether there is room for what was seen ahead: it may be forgotten, and holds nothing up. */
export function fitsBeside(memory: Memory, looks: Looks): boolean {
  return remembered(memory) + remembered(looks) <= runLimits.data;
}

/** @throws TooLarge where what a run remembers by now is more than it can carry */
export function refuseTooMuch(memory: Memory, what: string): void {
  const excess = remembered(memory) - runLimits.data;
  if (excess <= 0) return;
  throw new TooLarge(
    `${what}: ${inKib(excess)} more than the ${inKib(runLimits.data)} of data that a run can carry`,
  );
}

/** As much of a failure as there is room for: of hundreds, only the first ones with all they say. */
export function fitting(memory: Memory, failure: StepFailure): StepFailure {
  let used = 0;
  for (const records of [memory.steps, memory.undo ?? {}]) {
    for (const id in records) used += sizeOf(records[id]?.failure);
  }
  if (used + sizeOf(failure) <= runLimits.failures) return failure;
  const { code, message, attempt } = failure;
  const said = message.length > 100 ? `${message.slice(0, 100)}…` : message;
  return { code, message: said, next: 'See its log.', tail: [], attempt };
}
