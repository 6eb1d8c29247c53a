import { addressOf } from '../../contract/address.js';
import type { JsonObject, Plan, PlannedStep } from '../../contract/plan.js';
import { entry, type StepMemory } from '../../workflows/memory.js';
import { looksInVain } from '../../workflows/planner/facts/ahead.js';
import { leftBehind } from '../../workflows/planner/facts/left-behind.js';
import { endState, isThrough, openState } from '../../workflows/planner/facts/run-state.js';
import {
  decide,
  pause,
  refuseDecision,
  refusePause,
} from '../../workflows/planner/orders/approvals.js';
import { refuseRevise, revise } from '../../workflows/planner/orders/revise.js';
import {
  abort,
  refuseAbort,
  refuseResume,
  refuseSkip,
  resume,
  skip,
} from '../../workflows/planner/orders/updates.js';
import {
  type Foretold,
  previewRestart,
  previewResume,
} from '../../workflows/planner/preview/preview.js';
import { visitDependentsAgain } from '../../workflows/planner/record/again.js';
import { recordAttempt } from '../../workflows/planner/record/attempt.js';
import { recordLook } from '../../workflows/planner/record/looks.js';
import { recordFailure, recordResult } from '../../workflows/planner/record/outcome.js';
import { settle } from '../../workflows/planner/start/settle.js';
import type { Start } from '../../workflows/planner/start/start-step.js';
import { beginUndo, isUndoFinished, settleUndo } from '../../workflows/planner/start/undo.js';
import { begin, type Driven, type DriveOptions } from '../workflows/drive.js';
import type { ModelStart } from './reference.js';
import type { Looked } from './reference-looks.js';
import type { Event } from './reference-updates.js';
import type { ModelPipeline, ModelStep } from './shape.js';
import { inputs, toPlan } from './to-plan.js';

const by = { kind: 'user', id: 'anna@lab', via: 'command' } as const;
const at = '1970-01-01T00:00:00.000Z';

const failureOf = (code: string) => ({
  code,
  message: 'it failed',
  next: 'mend it',
  tail: [],
  attempt: 1,
});

const lookedAt: {
  [how in Looked]: (outputs: JsonObject) => Parameters<typeof recordLook>[2];
} = {
  holds: (outputs) => ({ holds: true, changed: false, outputs }),
  missing: () => ({ holds: false, why: 'it is gone' }),
  fails: () => 'failed',
  stopped: () => 'cancelled',
  lost: () => 'interrupted',
};

function corrected(pipeline: ModelPipeline, changed: string[]): Plan {
  const plan = toPlan(pipeline);
  const otherwise = (step: PlannedStep) => ({ ...step, digest: `${step.digest}, corrected` });
  return {
    ...plan,
    steps: plan.steps.map((step) => (changed.includes(step.id) ? otherwise(step) : step)),
  };
}

/** The planner, driven as the workflow drives it, with activities that end when a test says so. */
export class PlannerRun {
  #run: Driven;
  #running = new Map<string, Start>();
  /** Looks before their step's turn. */
  readonly #looks = new Set<string>();

  constructor(pipeline: ModelPipeline, from: Pick<DriveOptions, 'earlier' | 'named'> = {}) {
    this.#run = begin(toPlan(pipeline), { inputs, ...from });
  }

  /** A new run that goes on from this one, which has ended. */
  goOn(pipeline: ModelPipeline, named: string[]): PlannerRun {
    const { steps: earlier } = leftBehind(this.#run.rules, this.#run.memory);
    return new PlannerRun(pipeline, { earlier, named });
  }

  /** What that would do; changes nothing. */
  previewGoOn(named: string[]): Foretold {
    return previewRestart(this.#run.rules, this.#run.memory, { steps: named });
  }

  /** As it is: what happens to the copy does not happen here. */
  copy(): PlannerRun {
    const { rules, memory, started } = this.#run;
    const copied = structuredClone({ memory, started });
    return PlannerRun.#of({ rules: { ...rules }, ...copied }, new Map(this.#running));
  }

  static #of(run: Driven, running: Map<string, Start>): PlannerRun {
    const copied = new PlannerRun({ nodes: [], finally: [] });
    copied.#run = run;
    copied.#running = running;
    for (const [id, { state }] of Object.entries(run.memory.looks?.steps ?? {})) {
      if (state === 'running') copied.#looks.add(id);
    }
    return copied;
  }

  /** What a correction would do in which some steps are defined otherwise; changes nothing. */
  previewCorrection(pipeline: ModelPipeline, changed: string[], steps: string[]): Foretold {
    const plan = corrected(pipeline, changed);
    const { rules, memory } = this.#run;
    return previewResume(rules, memory, { revised: { plan, inputs }, steps });
  }

  /** False: refused. */
  correct(pipeline: ModelPipeline, changed: string[], steps: string[]): boolean {
    const request = { by, plan: corrected(pipeline, changed), inputs, steps };
    const { rules, memory } = this.#run;
    if (refuseRevise(rules, memory, request) !== undefined) return false;
    revise(rules, memory, request, at);
    return true;
  }

  /** What was taken down, or was not there. */
  undone(): string[] {
    const { undo = {} } = this.#run.memory;
    return Object.keys(undo).filter((id) => undo[id]?.state === 'done');
  }

  /** What was left in place, as done before. */
  reused(): string[] {
    const { steps } = this.#run.memory;
    return Object.keys(steps).filter((id) => steps[id]?.change === 'reused');
  }

  /** What is done, by id. */
  done(): string[] {
    const { steps } = this.#run.memory;
    return Object.keys(steps).filter((id) => steps[id]?.state === 'done');
  }

  looking(): string[] {
    return [...this.#looks];
  }

  /** Looks whose answers nobody will ask for. */
  inVain(): string[] {
    return looksInVain(this.#run.memory);
  }

  running(): string[] {
    return [...this.#running.keys()];
  }

  /** Approvals that wait, and what is held. */
  waiting(): { asked: string[]; held: string[] } {
    const { steps } = this.#run.memory;
    const ids = (state: string) => Object.keys(steps).filter((id) => steps[id]?.state === state);
    return { asked: ids('running').filter((id) => !this.#running.has(id)), held: ids('held') };
  }

  /** What starts now. */
  advance(): ModelStart[] {
    return this.#starts(settle(this.#run.rules, this.#run.memory, 0));
  }

  #starts(starts: Start[]): ModelStart[] {
    for (const start of starts) {
      if (start.ahead) this.#looks.add(start.id);
      else this.#running.set(start.id, start);
    }
    return starts.map(({ id, with: given, ahead }) => ({
      id,
      given: given.value,
      ...(ahead ? { ahead } : {}),
    }));
  }

  /** What a resume would do; changes nothing. */
  preview(steps: string[] | undefined): Foretold {
    return previewResume(this.#run.rules, this.#run.memory, steps ? { steps } : {});
  }

  /** False: refused. */
  happen(event: Event): boolean {
    const { rules, memory } = this.#run;
    switch (event.do) {
      case 'finish':
        this.#finish(event);
        return true;
      case 'look':
        recordLook(memory, event.id, lookedAt[event.how](event.outputs), 0);
        this.#looks.delete(event.id);
        return true;
      case 'due':
        entry(memory.steps, event.id).retryAt = 0;
        return true;
      case 'resume': {
        const request = { by, ...(event.steps ? { steps: event.steps } : {}) };
        if (refuseResume(rules, memory, request) !== undefined) return false;
        resume(rules, memory, request, at);
        return true;
      }
      case 'skip': {
        const { step, done, outputs } = event;
        const request = { by, step, done, reason: 'by hand', ...(outputs ? { outputs } : {}) };
        if (refuseSkip(rules, memory, request) !== undefined) return false;
        skip(memory, request, 0, at);
        return true;
      }
      case 'abort':
        if (refuseAbort('forward', memory, { undo: false, by }) !== undefined) return false;
        abort(memory, { by, undo: event.undo }, at);
        return true;
      case 'cancel':
      case 'time-out':
        memory.stopping ??= { why: event.do === 'cancel' ? 'aborted' : 'failed', undo: false };
        return true;
      case 'terminate':
        return true;
      case 'pause':
        if (refusePause(memory) !== undefined) return false;
        pause(memory, by, at);
        return true;
      default: {
        const request = { by, ...(event.step ? { step: event.step } : {}) };
        if (refuseDecision(rules, memory, request) !== undefined) return false;
        decide(rules, memory, event.do, request, event.now);
        return true;
      }
    }
  }

  #finish(event: Event & { do: 'finish' }): void {
    const { rules, memory } = this.#run;
    const start = this.#running.get(event.id);
    if (!start) throw new Error(`${event.id} does not run`);
    this.#running.delete(event.id);
    const own = entry(memory.steps, event.id);
    // As the interpreter does: only what ran has an end.
    if (event.how === 'cancelled') Object.assign(own, { state: 'cancelled', endedAt: 0 });
    else if (event.how === 'again') {
      const ended = { failure: failureOf('test.failed'), mayRepeat: true, interrupted: false };
      recordAttempt(rules, memory, start.step, own, ended, 0);
    } else if (event.how === 'fail' || event.how === 'lost') {
      const unknown = event.how === 'lost' && !start.step.checked && !start.step.repeatable;
      const failure = failureOf(unknown ? 'outcome.unknown' : 'test.failed');
      const ended = { failure, mayRepeat: false, interrupted: event.how === 'lost' };
      recordAttempt(rules, memory, start.step, own, ended, 0);
    } else {
      const { outputs = {} } = event;
      recordResult(own, { holds: true, changed: event.how === 'changed', outputs }, 0);
      if (own.change === 'changed') visitDependentsAgain(rules, memory, start.step.id);
    }
  }

  state(): string {
    return openState(this.#run.rules, this.#run.memory);
  }

  /** How the run has ended; undefined: it has not. */
  end(): string | undefined {
    const { rules, memory } = this.#run;
    return isThrough(rules, memory) ? endState(rules, memory) : undefined;
  }

  /** The state of a piece of work, and what it left behind. */
  piece(
    step: ModelStep,
    item: string | undefined,
  ): Pick<StepMemory, 'state' | 'outputs' | 'visits'> {
    const { memory } = this.#run;
    const known = item !== undefined && memory.items[step.id] !== undefined;
    return entry(memory.steps, known ? addressOf(step.id, item) : step.id);
  }

  beginUndo(): void {
    beginUndo(this.#run.rules, this.#run.memory);
    this.#running.clear();
  }

  /** What is taken down now. */
  advanceUndo(): ModelStart[] {
    return this.#starts(settleUndo(this.#run.rules, this.#run.memory, 0));
  }

  finishUndo(id: string, failed: boolean): void {
    const { rules, memory } = this.#run;
    const start = this.#running.get(id);
    const own = entry(memory.undo ?? {}, id);
    if (!start) throw new Error(`${id} is not taken down`);
    if (!failed) recordResult(own, { undone: true }, 0);
    else {
      recordFailure(rules, memory, start.step, own, failureOf('test.failed'), 0);
    }
  }

  isUndoFinished(): boolean {
    return isUndoFinished(this.#run.memory);
  }
}
