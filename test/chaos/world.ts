import type { RunView, StepView } from '../../contract/run.js';
import type { EngineUnderTest } from './engine-under-test.js';
import type { Place } from './place.js';

/** What the suite knows of a step of a pipeline that it disturbs. */
export interface StepFacts {
  /** Instance id: `copy[a]`. */
  id: string;
  /** About how long its apply takes, in ms: kills inside fall into this time. */
  applies: number;
  /** Programs of its own run meanwhile, which can be killed. */
  programs: boolean;
  /** How often it is met, beside others. Default: 1. */
  weight?: number;
}

/** What a person who looks for himself finds out about a step that cannot be checked. */
export interface Found {
  done: boolean;
  /** Outputs that later steps read: `number=7`. */
  outputs?: string[];
}

/** What explains that something is done more than once where it may be. */
export interface Disturbed {
  kills: number;
  /** Executions: a closed run that goes on is a new one, with a `finally` of its own. */
  runs: number;
}

/** A pipeline that is brought up undisturbed and disturbed, and what tells the two apart. */
export interface World {
  /** `etcd`, `shell/each`. */
  name: string;
  steps: StepFacts[];
  /** What a real person would have in place before `muster up`; returns the command's arguments. */
  enter(place: Place): Promise<string[]>;
  look(place: Place, step: string): Found;
  /**
   * What is wrong with the world after the run, in words; nothing if it is as after an undisturbed
   * run.
   */
  judge(place: Place, view: RunView, disturbed: Disturbed): Promise<string[]>;
  /** End and remove what the run made. */
  leave(place: Place, engine: EngineUnderTest): Promise<void>;
}

export const allSteps = (view: RunView): StepView[] => [...view.steps, ...view.finally];
