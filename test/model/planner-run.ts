import type { JsonObject, Plan, PlannedStep } from '../../contract/plan.js';
import type { RunStateName } from '../../contract/run.js';
import { beginAct, recordActError } from '../../workflows/acts.js';
import { recordAnswer, recordError, recordOf } from '../../workflows/attempt-end.js';
import {
  cancel,
  enterNext,
  firstPhase,
  type Life,
  stateAfter,
  stateBefore,
  timeOut,
  turn,
} from '../../workflows/life.js';
import { entry, type StepMemory } from '../../workflows/memory.js';
import { looksInVain } from '../../workflows/planner/facts/ahead.js';
import { type LeftBehind, leftBehind } from '../../workflows/planner/facts/left-behind.js';
import { openState } from '../../workflows/planner/facts/run-state.js';
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
  refuseLate,
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
import { recordLook } from '../../workflows/planner/record/looks.js';
import { recordResult } from '../../workflows/planner/record/outcome.js';
import type { Start } from '../../workflows/planner/start/start-step.js';
import { begin, type DriveOptions } from '../workflows/drive.js';
import { answerOf, errors } from './attempts.js';
import type { ModelStart } from './reference.js';
import type { Looked } from './reference-looks.js';
import type { Event } from './reference-updates.js';
import type { ModelPipeline } from './shape.js';
import { inputs, toPlan } from './to-plan.js';

type From = Pick<DriveOptions, 'mode' | 'earlier' | 'named' | 'skippedBefore'>;

/** Orders about steps. */
type Order = Extract<Event, { do: 'resume' | 'skip' | 'pause' | 'approve' | 'reject' }>;

const by = { kind: 'user', id: 'anna@lab', via: 'command' } as const;
const at = '1970-01-01T00:00:00.000Z';

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

/** A run's life, driven as the interpreter drives it, with activities that end when a test says so. */
export class PlannerRun {
  #life: Life;
  #running = new Map<string, Start>();
  /** Looks before their step's turn. */
  readonly #looks = new Set<string>();
  /** What steps do has been ended: what begins now is ended at once. */
  #isEnded = false;
  #isTerminated = false;
  #before: RunStateName = 'running';
  /** What its start gave it of the last up. */
  readonly #from: From;

  constructor(pipeline: ModelPipeline, from: From = {}) {
    this.#from = from;
    const { rules, memory } = begin(toPlan(pipeline), { inputs, ...from });
    this.#life = { phase: firstPhase(rules.mode), rules, memory };
  }

  /** A new run that goes on from this one, which has ended. */
  goOn(pipeline: ModelPipeline, named: string[]): PlannerRun {
    const { steps: earlier } = this.#left();
    return new PlannerRun(pipeline, { earlier, named });
  }

  /** A run that takes down what this one left. */
  goDown(pipeline: ModelPipeline): PlannerRun {
    const { steps: earlier, skipped: skippedBefore } = this.#left();
    return new PlannerRun(pipeline, { mode: 'down', earlier, skippedBefore });
  }

  /** The same down once more, which has ended. */
  goDownAgain(pipeline: ModelPipeline): PlannerRun {
    return new PlannerRun(pipeline, this.#from);
  }

  #left(): LeftBehind {
    return leftBehind(this.#life.rules, this.#life.memory);
  }

  /** What that would do; changes nothing. */
  previewGoOn(named: string[]): Foretold {
    return previewRestart(this.#life.rules, this.#life.memory, { steps: named });
  }

  /** As it is: what happens to the copy does not happen here. */
  copy(): PlannerRun {
    const { rules, memory, phase } = this.#life;
    const copied = new PlannerRun({ nodes: [], finally: [] });
    copied.#life = { phase, rules: { ...rules }, memory: structuredClone(memory) };
    copied.#running = new Map(this.#running);
    copied.#isEnded = this.#isEnded;
    for (const id of this.#looks) copied.#looks.add(id);
    return copied;
  }

  /** What a correction would do in which some steps are defined otherwise; changes nothing. */
  previewCorrection(pipeline: ModelPipeline, changed: string[], steps: string[]): Foretold {
    const plan = corrected(pipeline, changed);
    const { rules, memory } = this.#life;
    return previewResume(rules, memory, { revised: { plan, inputs }, steps });
  }

  /** False: refused. */
  correct(pipeline: ModelPipeline, changed: string[], steps: string[]): boolean {
    const request = { by, plan: corrected(pipeline, changed), inputs, steps };
    const { rules, memory } = this.#life;
    if (refuseRevise(rules, memory, request) !== undefined) return false;
    revise(rules, memory, request, at);
    return true;
  }

  /** What was taken down, or was not there. */
  undone(): string[] {
    const { undo = {} } = this.#life.memory;
    return Object.keys(undo).filter((id) => undo[id]?.state === 'done');
  }

  /** What was left in place, as done before. */
  reused(): string[] {
    const { steps } = this.#life.memory;
    return Object.keys(steps).filter((id) => steps[id]?.change === 'reused');
  }

  /** What is done, by id. */
  done(): string[] {
    const { steps } = this.#life.memory;
    return Object.keys(steps).filter((id) => steps[id]?.state === 'done');
  }

  looking(): string[] {
    return [...this.#looks];
  }

  /** Looks whose answers nobody will ask for. */
  inVain(): string[] {
    return looksInVain(this.#life.memory);
  }

  running(): string[] {
    return [...this.#running.keys()];
  }

  /** Approvals that wait, and what is held. */
  waiting(): { asked: string[]; held: string[] } {
    const { steps } = this.#life.memory;
    const ids = (state: string) => Object.keys(steps).filter((id) => steps[id]?.state === state);
    return { asked: ids('running').filter((id) => !this.#running.has(id)), held: ids('held') };
  }

  /** What starts now. */
  advance(): ModelStart[] {
    const begun: Start[] = [];
    while (!this.#isTerminated && this.#life.phase !== 'last-acts') {
      const { starts, isOver } = turn(this.#life, 0);
      const live = starts.filter((start) => this.#begins(start));
      begun.push(...live);
      // As a change of what it remembers wakes the run.
      if (live.length < starts.length) continue;
      if (!isOver) break;
      this.#isEnded = false;
      enterNext(this.#life);
      if (this.phase() === 'last-acts') this.#before = stateBefore(this.#life);
    }
    return [...begun.map(asModel), ...this.#nextAct()];
  }

  #begins(start: Start): boolean {
    if (!this.#isEnded) {
      if (start.ahead) this.#looks.add(start.id);
      else this.#running.set(start.id, start);
      return true;
    }
    const { memory } = this.#life;
    recordError(this.#life, start, recordOf(memory, start), errors.cancelled(start), 0);
    return false;
  }

  #nextAct(): ModelStart[] {
    const { phase, rules, memory } = this.#life;
    if (phase !== 'last-acts' || this.#isTerminated || this.#running.size > 0) return [];
    for (const step of rules.graph.plan.finally) {
      const own = entry(memory.finally, step.id);
      const start = own.state === 'waiting' && beginAct(this.#life, step, own, this.#before, 0);
      if (!start) continue;
      if (this.#isEnded) {
        recordActError(rules, start, own, errors.cancelled(start), 0);
        continue;
      }
      this.#running.set(start.id, start);
      return [{ id: start.id, mode: 'last', given: start.with.value }];
    }
    return [];
  }

  /** What a resume would do; changes nothing. */
  preview(steps: string[] | undefined): Foretold {
    return previewResume(this.#life.rules, this.#life.memory, steps ? { steps } : {});
  }

  /** False: refused. */
  happen(event: Event): boolean {
    const { memory, phase } = this.#life;
    switch (event.do) {
      case 'finish':
        this.#finish(event);
        return true;
      case 'look':
        recordLook(memory, event.id, lookedAt[event.how](event.outputs), 0);
        this.#looks.delete(event.id);
        return true;
      case 'due':
        entry(phase === 'undoing' ? (memory.undo ?? {}) : memory.steps, event.id).retryAt = 0;
        return true;
      case 'cancel':
        // The scope of what steps do is cancelled with the one around it.
        if (cancel(this.#life)) this.#isEnded = true;
        return true;
      case 'time-out':
        if (timeOut(this.#life)) this.#isEnded = true;
        return true;
      case 'terminate':
        this.#isTerminated = true;
        return true;
      case 'abort': {
        const request = { by, undo: event.undo };
        if (refuseAbort(phase, memory, request) !== undefined) return false;
        abort(memory, request, at);
        this.#isEnded = true;
        return true;
      }
      default:
        return this.#order(event);
    }
  }

  #order(event: Order): boolean {
    const { rules, memory, phase } = this.#life;
    const late = refuseLate(phase);
    switch (event.do) {
      case 'resume': {
        const request = { by, ...(event.steps ? { steps: event.steps } : {}) };
        if ((refuseResume(rules, memory, request) ?? late) !== undefined) return false;
        resume(rules, memory, request, at);
        return true;
      }
      case 'skip': {
        const { step, done, outputs } = event;
        const request = { by, step, done, reason: 'by hand', ...(outputs ? { outputs } : {}) };
        if ((refuseSkip(rules, memory, request) ?? late) !== undefined) return false;
        skip(memory, request, 0, at);
        return true;
      }
      case 'pause':
        if ((refusePause(memory) ?? late) !== undefined) return false;
        pause(memory, by, at);
        return true;
      default: {
        const request = { by, ...(event.step ? { step: event.step } : {}) };
        if ((refuseDecision(rules, memory, request) ?? late) !== undefined) return false;
        decide(rules, memory, event.do, request, event.now);
        return true;
      }
    }
  }

  #finish({ id, how, outputs = {} }: Event & { do: 'finish' }): void {
    const { rules, memory, phase } = this.#life;
    const start = this.#running.get(id);
    if (!start) throw new Error(`${id} does not run`);
    this.#running.delete(id);
    const isDone = how === 'changed' || how === 'unchanged';
    if (phase === 'last-acts') {
      const own = entry(memory.finally, id);
      if (isDone) recordResult(own, { holds: true, changed: true, outputs }, 0);
      else recordActError(rules, start, own, errors[how](start), 0);
      return;
    }
    const own = recordOf(memory, start);
    if (isDone) recordAnswer(this.#life, start, own, answerOf(start, how, outputs), 0);
    else recordError(this.#life, start, own, errors[how](start), 0);
  }

  phase(): Life['phase'] {
    return this.#life.phase;
  }

  state(): string {
    return openState(this.#life.rules, this.#life.memory);
  }

  /** How the run has ended; undefined: it has not. */
  end(): string | undefined {
    if (this.#isTerminated) return 'aborted';
    const { phase, memory } = this.#life;
    const isOpen = ({ state }: StepMemory) => state === 'waiting' || state === 'running';
    if (phase !== 'last-acts' || Object.values(memory.finally).some(isOpen)) return undefined;
    return stateAfter(this.#life, this.#before);
  }

  /** The state of a piece of work, and what it left behind. */
  piece(id: string): Pick<StepMemory, 'state' | 'outputs'> | undefined {
    return this.#life.memory.steps[id];
  }

  /** What became of the taking down of a piece of work. */
  undo(id: string): string {
    const { state = 'none', change } = this.#life.memory.undo?.[id] ?? {};
    if (state !== 'done') return state;
    return change === 'undone' ? 'undone' : 'nothing';
  }

  last(id: string): string | undefined {
    return this.#life.memory.finally[id]?.state;
  }
}

function asModel({ id, mode, ahead, with: given }: Start): ModelStart {
  const kind = mode === 'up' ? {} : { mode };
  return { id, ...kind, ...(ahead ? { ahead } : {}), given: given.value };
}
