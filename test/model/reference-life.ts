import type { Json } from '../../contract/plan.js';
import { type ModelStart, Reference } from './reference.js';
import { ReferenceLast } from './reference-last.js';
import { type LeftByUp, ReferenceLook } from './reference-look.js';
import { ReferenceUndo, workOutAgain } from './reference-undo.js';
import { type Event, happen, type StepEvent } from './reference-updates.js';
import type { Piece } from './seen.js';
import type { ModelPipeline } from './shape.js';

export type ModelPhase = 'looking' | 'forward' | 'undoing' | 'last-acts';

/** A run from its first step to its last act, as the table of docs/how-it-runs.md tells it. */
export class ReferenceLife {
  readonly pipeline: ModelPipeline;
  /** What it applies; of a down, what it looks at. */
  readonly course: Reference | ReferenceLook;
  phase: ModelPhase;
  undo: ReferenceUndo | undefined;
  last: ReferenceLast | undefined;
  /** What runs has been told to end. */
  isTold = false;
  /** Temporal has ended it as it was. */
  isTerminated = false;

  constructor(pipeline: ModelPipeline, down?: LeftByUp) {
    this.pipeline = pipeline;
    this.course = down ? new ReferenceLook(pipeline, down) : new Reference(pipeline);
    this.phase = down ? 'looking' : 'forward';
  }

  /** Carries an event out by the rules. False: it is refused, and nothing has changed. */
  happen(event: Event): boolean {
    switch (event.do) {
      case 'abort':
        return this.#abort(event.undo);
      case 'cancel':
      case 'time-out':
        // What is taken down, and the last acts, go on.
        if (this.phase === 'undoing' || this.phase === 'last-acts') return true;
        this.course.stopping ??= event.do === 'cancel' ? 'aborted' : 'failed';
        this.isTold = true;
        return true;
      case 'terminate':
        this.isTerminated = true;
        return true;
      default:
        return this.#order(event);
    }
  }

  #abort(undo: boolean): boolean {
    const { course } = this;
    if (this.phase === 'undoing' || this.phase === 'last-acts') {
      // It is taken down already, or too late for that.
      if (undo) return false;
      this.undo?.stop();
      this.last?.stop();
      course.undo = false;
    } else if (course.stopping) return false;
    course.stopping = 'aborted';
    course.undo = undo;
    this.isTold = true;
    return true;
  }

  #order(event: StepEvent): boolean {
    const { course, undo, last } = this;
    if (last) {
      if (event.do === 'finish') last.finish(event.id, event.how);
      return event.do === 'finish';
    }
    if (undo) {
      if (event.do === 'finish') undo.finish(event.id, event.how);
      return event.do === 'finish' || (event.do === 'due' && undo.due(event.id));
    }
    return course instanceof ReferenceLook ? course.happen(event) : happen(course, event);
  }

  /** Everything that can be decided now; resolves to what starts. */
  advance(): ModelStart[] {
    if (this.isTerminated) return [];
    if (this.phase === 'last-acts') return this.last?.advance() ?? [];
    const starts = (this.undo ?? this.course).advance();
    if (!this.#isPhaseOver()) return starts;
    this.#next();
    return [...starts, ...this.advance()];
  }

  #isPhaseOver(): boolean {
    return this.undo ? this.undo.isFinished() : this.course.end() !== undefined;
  }

  #next(): void {
    const { course, pipeline, undo } = this;
    this.isTold = false;
    const isDown = course instanceof ReferenceLook;
    if (!undo && (course.stopping ? course.undo : isDown)) {
      this.phase = 'undoing';
      if (isDown) course.remembers = true;
      workOutAgain(course, isDown ? 'all' : 'unasked');
      this.undo = new ReferenceUndo(course);
      return;
    }
    this.phase = 'last-acts';
    const before = undo?.hasFailed() && !course.stopping ? 'failed' : course.end();
    this.last = new ReferenceLast(pipeline, course, before ?? '');
  }

  /** How the run has ended; undefined: it has not. */
  end(): string | undefined {
    if (this.isTerminated) return 'aborted';
    return this.last?.isOver() ? this.last.end() : undefined;
  }

  /** What this up leaves to a down. */
  left(): LeftByUp {
    const outputs = new Map<string, Json>();
    const skipped = new Set<string>();
    for (const piece of this.course.pieces) {
      const left = this.undo?.stateOf(piece);
      const isGone = left === 'undone' || left === 'nothing';
      const known = isGone ? undefined : outputsLeft(piece);
      if (known !== undefined) outputs.set(piece.id, known);
      else if (isOut(piece)) skipped.add(piece.id);
    }
    return { outputs, skipped };
  }
}

function outputsLeft({ state, outputs, before }: Piece): Json | undefined {
  return before?.outputs ?? (state === 'done' ? outputs : undefined);
}

/** A condition has left it out, and it was not done before. */
function isOut({ state, leftOut, before }: Piece): boolean {
  return state === 'skipped' && !leftOut && before === undefined;
}
