import type { Json } from '../../contract/plan.js';
import { Broken, NotKnown, type Piece, type Seen } from './seen.js';
import { allSteps, isChecked, type ModelGroup, type ModelStep, readsOf } from './shape.js';

/** How a look before a step's turn ended: as its step was found, without an answer, stopped, or lost. */
export type Looked = 'holds' | 'missing' | 'fails' | 'stopped' | 'lost';

/** A run that looks ahead. */
interface LookingRun extends Seen {
  paused: boolean;
  stopping: string | undefined;
  /** What waits of a step will never be done; false: nothing does. */
  skipWaiting(step: ModelStep): boolean;
  waitingIn(group: ModelGroup): Piece[];
}

interface LookStart {
  id: string;
  given: { [name: string]: Json };
  mode: 'look';
}

/** A look before a step's turn. */
interface Look {
  state: 'running' | 'holds' | 'missing';
  given: string;
  outputs?: Json;
  /** Somebody has resumed since it began. */
  old: boolean;
}

/**
 * The rules of `docs/how-it-runs.md` of what an up looks at before its turn. What waits is put, for as
 * long as these questions are asked, into the state in which it was seen.
 */
export class ReferenceLooks {
  readonly #run: LookingRun;
  readonly looks = new Map<Piece, Look>();
  /** What has changed something, may have, or is not there. */
  readonly touched = new Set<ModelStep>();
  /** A worker was lost: nothing is looked at before its turn. */
  over = false;

  constructor(run: LookingRun) {
    this.#run = run;
  }

  isRunning(piece: Piece): boolean {
    return this.looks.get(piece)?.state === 'running';
  }

  anyRuns(): boolean {
    return [...this.looks.values()].some(({ state }) => state === 'running');
  }

  /** Asked before anything else is decided. */
  note(): void {
    for (const piece of this.#run.pieces) {
      const isMissing = this.looks.get(piece)?.state === 'missing';
      if (isMissing || hasTouched(piece)) this.touched.add(piece.step);
    }
  }

  /** Everybody starts anew: what was seen before counts no more. */
  forget(): void {
    this.#drop();
    this.touched.clear();
    this.over = false;
  }

  end(): void {
    this.#drop();
    this.over = true;
  }

  #drop(): void {
    for (const [piece, look] of this.looks) {
      if (look.state === 'running') look.old = true;
      else this.looks.delete(piece);
    }
  }

  /** A step whose turn has come is done without a visit. */
  isSeen(piece: Piece): boolean {
    const look = this.looks.get(piece);
    if (look?.state !== 'holds' || look.given !== JSON.stringify(this.#run.given(piece)))
      return false;
    return this.#run.standsOn(piece.step).every((below) => this.#isAsItWas(below));
  }

  /** Answers that nobody will ask for: the run ends these looks. */
  inVain(): string[] {
    const { stopping } = this.#run;
    return [...this.looks]
      .filter(([, { state }]) => state === 'running')
      .filter(([piece, { old }]) => {
        const isTouched = this.#run.standsOn(piece.step).some((below) => this.touched.has(below));
        return stopping || old || isTouched || !this.#waits(piece);
      })
      .map(([{ id }]) => id);
  }

  /** Before its items are known, a `for-each` waits for them. */
  #waits(piece: Piece): boolean {
    const isKnown = piece.item === undefined || this.#run.known.has(piece.step.id);
    return (isKnown ? piece : this.#run.wholeOf(piece.step)).state === 'waiting';
  }

  finish(id: string, how: Looked, outputs: Json): boolean {
    const [piece, look] = [...this.looks].find(([one]) => one.id === id) ?? [];
    if (!piece || look?.state !== 'running') return false;
    const isForgotten = look.old || how === 'stopped' || how === 'lost';
    if (isForgotten) this.looks.delete(piece);
    else if (how === 'holds') this.looks.set(piece, { ...look, state: 'holds', outputs });
    else this.looks.set(piece, { ...look, state: 'missing' });
    if (how === 'lost') this.end();
    return true;
  }

  /** What is looked at now. */
  advance(): LookStart[] {
    const { stopping, paused } = this.#run;
    const starts = stopping || paused || this.over ? [] : this.#inScene(() => this.#begin());
    for (const [piece, { state }] of this.looks) {
      if (state !== 'running' && !this.#waits(piece)) this.looks.delete(piece);
    }
    return starts;
  }

  #isAsItWas(step: ModelStep): boolean {
    const { touched } = this;
    const run = this.#run;
    if (touched.has(step) || !run.isSatisfied(step)) return false;
    return run.piecesOf(step).every(isAsItWas);
  }

  #mayBeLookedAt(step: ModelStep): boolean {
    if (!isChecked(step)) return false;
    return this.#run.standsOn(step).every((below) => {
      if (this.touched.has(below)) return false;
      const isOpen = isChecked(below) && this.#run.standsOn(below).length > 0;
      return isOpen || this.#isAsItWas(below);
    });
  }

  /** With what waits as it was seen; put back afterwards. */
  #inScene<T>(ask: () => T): T {
    const { pieces, groups, inputs, broken, known, skipped } = this.#run;
    const may = new Set(
      allSteps(this.#run.pipeline.nodes).filter((one) => this.#mayBeLookedAt(one)),
    );
    this.#may = may;
    const states = pieces.map(({ state, outputs }) => ({ state, outputs }));
    const sets = [broken, known, skipped].map((set) => [set, [...set]] as const);
    const [openThen, givenThen] = [[...groups], [...inputs]];
    for (const step of allSteps(this.#run.pipeline.nodes)) {
      // What an earlier visit gave is not what is there now.
      if (step.forEach && this.#run.wholeOf(step).state === 'waiting') known.delete(step.id);
    }
    for (const piece of pieces.filter(({ state }) => state === 'waiting')) {
      const look = this.looks.get(piece);
      delete piece.outputs;
      if (!look) continue;
      // What could not be worked out has no items.
      const isOver = piece.isWhole ? 'held' : 'done';
      piece.state = look.state === 'running' ? 'running' : isOver;
      if (look.outputs !== undefined) piece.outputs = look.outputs;
    }
    try {
      return ask();
    } finally {
      for (const [index, piece] of pieces.entries()) {
        const was = states[index];
        if (was) piece.state = was.state;
        if (was?.outputs === undefined) delete piece.outputs;
        else piece.outputs = was.outputs;
      }
      for (const [set, ids] of sets) {
        set.clear();
        for (const id of ids) set.add(id);
      }
      groups.clear();
      for (const [id, state] of openThen) groups.set(id, state);
      inputs.clear();
      for (const [id, given] of givenThen) inputs.set(id, given);
    }
  }

  #may: ReadonlySet<ModelStep> = new Set();

  #begin(): LookStart[] {
    const starts: LookStart[] = [];
    if (this.#may.size === 0) return starts;
    while (this.#run.nodes.some((node) => this.#decide(node, starts))) {
      // Until nothing more can be decided.
    }
    return starts;
  }

  #decide(node: ModelGroup | ModelStep, starts: LookStart[]): boolean {
    const run = this.#run;
    const around = run.parentOf(node);
    const state = around && run.groups.get(around.id);
    const mayGo = (!around || state === 'open') && this.#isKnown(node);
    if (node.kind === 'group') return this.#open(node, state, mayGo);
    if (state === 'skipped' || run.isSkippedWhole(node)) return run.skipWaiting(node);
    return this.#may.has(node) && mayGo && this.#look(node, starts);
  }

  #open(group: ModelGroup, around: string | undefined, mayGo: boolean): boolean {
    const run = this.#run;
    const again = run.broken.has(group.id) && run.waitingIn(group).length > 0;
    if (run.groups.has(group.id) && !again) return false;
    if (around === 'skipped') {
      run.groups.set(group.id, 'skipped');
      return true;
    }
    if (!mayGo) return false;
    run.broken.delete(group.id);
    const waiting = run.waitingIn(group);
    try {
      const isWanted = run.holds(group.if);
      run.groups.set(group.id, isWanted ? 'open' : 'skipped');
      if (isWanted) this.#give(group);
    } catch (error) {
      if (!isUnclear(error)) throw error;
      run.groups.set(group.id, 'open');
      run.broken.add(group.id);
      for (const piece of waiting) this.#misses(piece);
    }
    return true;
  }

  #give(group: ModelGroup): void {
    try {
      this.#run.inputs.set(group.id, this.#run.inputNow(group));
    } catch (error) {
      // It is known later.
      if (!(error instanceof NotKnown)) throw error;
    }
  }

  #misses(piece: Piece): void {
    this.looks.set(piece, { state: 'missing', given: '', old: false });
    piece.state = piece.isWhole ? 'held' : 'done';
  }

  /** What cannot be worked out, or not yet, is not seen to hold. */
  #orMisses(piece: Piece, decide: () => void): true {
    try {
      decide();
    } catch (error) {
      if (!isUnclear(error)) throw error;
      this.#misses(piece);
    }
    return true;
  }

  #look(step: ModelStep, starts: LookStart[]): boolean {
    const run = this.#run;
    const whole = run.wholeOf(step);
    if (!run.isExpanded(step)) {
      if (whole.state !== 'waiting') return false;
      return this.#orMisses(whole, () => {
        if (!run.holds(step.if)) {
          run.skipWaiting(step);
          return;
        }
        whole.state = 'done';
        run.known.add(step.id);
      });
    }
    const pieces = run.piecesOf(step);
    const next = pieces.find((piece) => piece.state === 'waiting');
    const busy = pieces.filter(({ state }) => state === 'running' || state === 'retrying').length;
    if (!next || busy >= (step.forEach?.maxParallel ?? Number.POSITIVE_INFINITY)) return false;
    return this.#orMisses(next, () => {
      if (!step.forEach && !run.holds(step.if)) {
        run.skipWaiting(step);
        return;
      }
      const given = run.given(next);
      this.looks.set(next, { state: 'running', given: JSON.stringify(given), old: false });
      next.state = 'running';
      starts.push({ id: next.id, mode: 'look', given });
    });
  }

  /** What it reads has been seen. */
  #isKnown(node: ModelGroup | ModelStep): boolean {
    return readsOf(node).every((id) => this.#isOver(this.#run.node(id)));
  }

  #isOver(node: ModelGroup | ModelStep): boolean {
    const run = this.#run;
    if (node.kind === 'step') return run.isSatisfied(node);
    const state = run.groups.get(node.id);
    return (
      state === 'skipped' || (state === 'open' && node.nodes.every((one) => this.#isOver(one)))
    );
  }
}

/** Done without a change, or left out by a condition. */
function isAsItWas({ state, asItWas, leftOut }: Piece): boolean {
  return state === 'skipped' ? !leftOut : state === 'done' && asItWas === true;
}

function isUnclear(error: unknown): boolean {
  return error instanceof Broken || error instanceof NotKnown;
}

function hasTouched(piece: Piece): boolean {
  if (piece.state === 'waiting' || (piece.isWhole && piece.state === 'done')) return false;
  if (piece.state === 'running') return piece.attempt === 2;
  return !isAsItWas(piece);
}
