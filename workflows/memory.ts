import { addressOf } from '../contract/address.js';
import type { Json, JsonObject, Plan, PlannedStep } from '../contract/plan.js';
import type { EarlierStep, RunAction, StepChange, StepFailure } from '../contract/run.js';
import type { Parts, Where } from '../contract/task.js';

/** All that a run remembers: plain JSON, so that continue-as-new can carry it. */
export interface Memory {
  /** By instance id; a `for-each` step also has an entry of its own until its items are known. */
  steps: { [id: string]: StepMemory };
  /** Items of each `for-each` step, once known. */
  items: { [stepId: string]: Item[] };
  groups: { [id: string]: GroupMemory };
  /** Present once the run takes things down: by instance id. */
  undo?: { [id: string]: StepMemory };
  onHold: { [id: string]: StepMemory };
  finally: { [id: string]: StepMemory };
  /** What an up has seen of what waits, before its turn. */
  looks?: Looks;
  /** Nothing new starts. */
  stopping?: { why: 'failed' | 'aborted'; undo: boolean };
  paused: boolean;
  /** People have been told that it is held. */
  notified?: boolean;
  /** Instances whose name, given when the run was started, has let them go. */
  spent?: string[];
  /** It has been resumed: what is done may be visited again. */
  resumed?: true;
  actions: RunAction[];
  startedAt: number;
}

export interface StepMemory {
  state: 'waiting' | 'running' | 'retrying' | 'done' | 'skipped' | 'held' | 'failed' | 'cancelled';
  change?: StepChange;
  why?: string;
  /** Absent: not known. */
  outputs?: { [name: string]: Json };
  failure?: StepFailure;
  parts?: Parts;
  /** Of its last attempt that answered. */
  where?: Where;
  /** How many activities it has had; makes activity ids unique. */
  visits: number;
  /** The attempt of this visit that runs, or ran last, from 1. */
  attempt?: number;
  /** Where it waits for its next attempt: when that begins (ms). */
  retryAt?: number;
  /** Of an approval that waits: until when (ms). */
  expiresAt?: number;
  /** How often this attempt was begun again because its worker was lost. */
  interrupted?: number;
  /** Why the attempt before failed, while another one runs. */
  lastFailure?: StepFailure;
  /** Of the definition it was last visited with. */
  digest?: string;
  /** What it was given, for steps that cannot be checked, and looks before a step's turn. */
  inputKey?: string;
  /** What it had when it was done, while it is decided upon again. */
  before?: EarlierStep;
  /** What it stands on was made again while it ran: it is decided upon again when it is done. */
  overtaken?: true;
  /** Of a `for-each`: what its items are could not be worked out, and it stands for all of them. */
  whole?: true;
  /** A person named it: it is done again although it cannot be checked. */
  named?: true;
  /** A person skipped it. */
  byHand?: true;
  /** What it had, or may have, done when it was skipped. */
  left?: EarlierStep;
  startedAt?: number;
  endedAt?: number;
}

/** Looks before their step's turn: what `steps`, `items` and `groups` would hold if they were a run. */
export interface Looks extends Pick<Memory, 'steps' | 'items' | 'groups'> {
  /** Counts from 1: what was seen in the goes before counts no more. */
  go: number;
  /**
   * Steps that changed something in this go, or may have, or will; and those that stand on one, where
   * what was seen counts no more.
   */
  touched: { [stepId: string]: 'itself' | 'below' };
  /** Nothing is looked at before its turn any more, in this go. */
  over?: true;
}

export interface Item {
  key: string;
  item: Json;
}

export interface GroupMemory {
  state: 'waiting' | 'open' | 'skipped';
  /** Its condition or its inputs could not be worked out. */
  broken?: true;
  inputs?: JsonObject;
  /** Inputs whose value is not known yet (looks only). */
  unknown?: string[];
}

export function newStep(): StepMemory {
  return { state: 'waiting', visits: 0 };
}

export function createMemory(plan: Plan, now: number): Memory {
  const fresh = (steps: PlannedStep[]) =>
    Object.fromEntries(steps.map((step) => [step.id, newStep()]));
  return {
    steps: fresh(plan.steps),
    items: {},
    groups: Object.fromEntries(plan.groups.map((group) => [group.id, { state: 'waiting' }])),
    onHold: fresh(plan.onHold),
    finally: fresh(plan.finally),
    paused: false,
    actions: [],
    startedAt: now,
  };
}

/** The entry of an id that the plan is known to hold. */
export function entry<T>(record: { [id: string]: T }, id: string): T {
  const found = record[id];
  if (found === undefined) throw new Error(`no entry for "${id}"`);
  return found;
}

/** The instances of a step: one, or one per item. Empty while its items are not known. */
export function instancesOf(memory: Memory, step: PlannedStep): string[] {
  if (step.forEach === undefined) return [step.id];
  return (memory.items[step.id] ?? []).map(({ key }) => addressOf(step.id, key));
}
