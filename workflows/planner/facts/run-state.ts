import { stepOf } from '../../../contract/address.js';
import type { RunStateName } from '../../../contract/run.js';
import type { Memory, StepMemory } from '../../memory.js';
import { looksRun } from './ahead.js';
import type { Rules } from './rules.js';
import { allEntries, isSatisfied } from './status.js';

/** Whether something is under way that will end by itself. Asked at every step: quick for long plans. */
export function isBusy(rules: Rules, memory: Memory): boolean {
  const { steps, undo = {}, finally: last } = memory;
  const isWork = (id: string) => rules.graph.steps.get(stepOf(id))?.type !== 'approval';
  return runs(steps, isWork) || runs(undo) || runs(last) || looksRun(memory);
}

function runs(records: { [id: string]: StepMemory }, counts = (_: string) => true): boolean {
  for (const id in records) if (records[id]?.state === 'running' && counts(id)) return true;
  return false;
}

/** What the run as a whole is doing, for a run that is still open. */
export function openState(rules: Rules, memory: Memory): RunStateName {
  if (isBusy(rules, memory)) return 'running';
  if (memory.paused) return 'paused';
  const states = allEntries(rules.graph, memory).map(([, { state }]) => state);
  if (states.includes('retrying')) return 'running';
  if (states.includes('held')) return 'held';
  if (states.includes('running')) return 'waiting-approval';
  return 'running';
}

/** Whether every step is through: nothing to start, nothing to wait for. */
export function isThrough(rules: Rules, memory: Memory): boolean {
  if (memory.stopping) return !isBusy(rules, memory);
  // One that nobody asks any more is ended first.
  if (looksRun(memory)) return false;
  return rules.graph.plan.steps.every(
    (step) => isSatisfied(memory, step) || hasFailed(memory, step.id),
  );
}

function hasFailed(memory: Memory, id: string): boolean {
  return memory.steps[id]?.state === 'failed';
}

/** How a run that is through has ended. */
export function endState(rules: Rules, memory: Memory): 'succeeded' | 'failed' | 'aborted' {
  if (memory.stopping) return memory.stopping.why;
  const failed = (records: { [id: string]: { state: string } }) =>
    Object.values(records).some(({ state }) => state === 'failed');
  if (failed(memory.undo ?? {})) return 'failed';
  return rules.graph.plan.steps.every((step) => isSatisfied(memory, step)) ? 'succeeded' : 'failed';
}
