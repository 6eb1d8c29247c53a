import type { Json } from '../../contract/plan.js';
import { Broken, NotKnown, type Piece, type Seen } from './seen.js';
import { isChecked, type ModelGroup, type ModelNode, type ModelStep, readsOf } from './shape.js';

/** How a look before a step's turn ended: as its step was found, without an answer, stopped, or lost. */
export type Looked = 'holds' | 'missing' | 'fails' | 'stopped' | 'lost';

/** A run that looks ahead. */
interface LookingRun extends Seen {
  paused: boolean;
  stopping: string | undefined;
  /** What waits of a step will never be done; false: nothing does. */
  skipWaiting(step: ModelStep): boolean;
  /** What waits inside, items that nobody knows yet as one. */
  waitingIn(group: ModelGroup): Piece[];
}

interface LookStart {
  id: string;
  mode: 'look';
  ahead: true;
  given: { [name: string]: Json };
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
      if (this.#isMissing(piece) || hasTouched(piece)) this.touched.add(piece.step);
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
        const isWhole =
          this.#run.standsForItems(piece.step) || this.#run.isSkippedWhole(piece.step);
        const waits = piece.state === 'waiting' && !isWhole;
        return stopping || old || isTouched || !waits;
      })
      .map(([{ id }]) => id);
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
      if (state !== 'running' && piece.state !== 'waiting') this.looks.delete(piece);
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
    const { pieces, groups, inputs, broken, known, skipped, steps } = this.#run;
    this.#may = new Set(steps.filter((one) => this.#mayBeLookedAt(one)));
    const states = pieces.map(({ state, outputs }) => ({ state, outputs }));
    const sets = [broken, known, skipped].map((set) => [set, [...set]] as const);
    const [groupsBefore, inputsBefore] = [[...groups], [...inputs]];
    for (const step of steps) {
      // What an earlier visit gave is not what is there now.
      if (this.#run.wholeOf(step).state === 'waiting') known.delete(step.id);
    }
    for (const piece of pieces.filter(({ state }) => state === 'waiting')) {
      const look = this.looks.get(piece);
      delete piece.outputs;
      if (!look) continue;
      piece.state = look.state === 'running' ? 'running' : 'done';
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
      for (const [id, state] of groupsBefore) groups.set(id, state);
      inputs.clear();
      for (const [id, given] of inputsBefore) inputs.set(id, given);
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

  #decide(node: ModelNode, starts: LookStart[]): boolean {
    const run = this.#run;
    const around = run.parentOf(node);
    const state = around && run.groups.get(around.id);
    if (node.kind === 'group') return this.#decideGroup(node, state);
    if (state === 'skipped' || run.isSkippedWhole(node)) return run.skipWaiting(node);
    if (!this.#may.has(node) || (around && state !== 'open') || !this.#isKnown(node)) return false;
    return this.#decideStep(node, starts);
  }

  #decideGroup(group: ModelGroup, around: 'open' | 'skipped' | undefined): boolean {
    const { groups, inputs, broken } = this.#run;
    const again = broken.has(group.id) && this.#run.waitingIn(group).length > 0;
    if (groups.has(group.id) && !again) return false;
    if (around === 'skipped') {
      groups.set(group.id, 'skipped');
      return true;
    }
    const isInside = this.#run.parentOf(group) !== undefined;
    if ((isInside && around !== 'open') || !this.#isKnown(group)) return false;
    broken.delete(group.id);
    inputs.delete(group.id);
    groups.set(group.id, 'open');
    const isClear = orNot(() => {
      if (!this.#run.holds(group.if)) groups.set(group.id, 'skipped');
    });
    if (isClear && groups.get(group.id) === 'skipped') return true;
    const given = isClear && this.#workOutInput(group);
    if (given) return true;
    broken.add(group.id);
    for (const piece of this.#run.waitingIn(group)) this.#missing(piece);
    return true;
  }

  /** False: it cannot be worked out. What is not known may not be read by anybody. */
  #workOutInput(group: ModelGroup): boolean {
    try {
      this.#run.inputs.set(group.id, this.#run.inputNow(group));
      return true;
    } catch (error) {
      if (error instanceof Broken) return false;
      if (error instanceof NotKnown) return true;
      throw error;
    }
  }

  #decideStep(step: ModelStep, starts: LookStart[]): boolean {
    const run = this.#run;
    const [whole, pieces] = [run.wholeOf(step), run.piecesOf(step)];
    if (step.forEach && whole.state === 'waiting') {
      this.#orIsMissing(whole, () => {
        if (!run.holds(step.if)) run.skipWaiting(step);
        else {
          whole.state = 'done';
          run.known.add(step.id);
        }
      });
      return true;
    }
    if (!run.isExpanded(step) || this.#isUnclear(step)) return false;
    const next = pieces.find((piece) => piece.state === 'waiting');
    const busy = pieces.filter(({ state }) => state === 'running' || state === 'retrying').length;
    if (!next || busy >= (step.forEach?.maxParallel ?? Number.POSITIVE_INFINITY)) return false;
    this.#orIsMissing(next, () => {
      if (!step.forEach && !run.holds(step.if)) run.skipWaiting(step);
      else this.#look(next, starts);
    });
    return true;
  }

  #look(piece: Piece, starts: LookStart[]): void {
    const given = this.#run.given(piece);
    this.looks.set(piece, { state: 'running', given: JSON.stringify(given), old: false });
    piece.state = 'running';
    starts.push({ id: piece.id, mode: 'look', ahead: true, given });
  }

  /** What cannot be worked out ahead is for the visit, as what was not seen to hold. */
  #orIsMissing(piece: Piece, decide: () => void): void {
    if (!orNot(decide)) this.#missing(piece);
  }

  #missing(piece: Piece): void {
    this.looks.set(piece, { state: 'missing', given: '', old: false });
    piece.state = 'done';
  }

  /** A `for-each` whose items cannot be worked out ahead. */
  #isUnclear(step: ModelStep): boolean {
    return step.forEach !== undefined && this.#isMissing(this.#run.wholeOf(step));
  }

  #isMissing(piece: Piece): boolean {
    return this.looks.get(piece)?.state === 'missing';
  }

  /** What it reads has been seen. */
  #isKnown(node: ModelNode): boolean {
    return readsOf(node).every((id) => this.#isOver(this.#run.node(id)));
  }

  #isOver(node: ModelNode): boolean {
    const run = this.#run;
    if (node.kind === 'step') return this.#isUnclear(node) || run.isSatisfied(node);
    const state = run.groups.get(node.id);
    return (
      state === 'skipped' || (state === 'open' && node.nodes.every((one) => this.#isOver(one)))
    );
  }
}

/** Whether it can be worked out. */
function orNot(workOut: () => void): boolean {
  try {
    workOut();
    return true;
  } catch (error) {
    if (error instanceof Broken || error instanceof NotKnown) return false;
    throw error;
  }
}

/** Done without a change, or left out by a condition. */
function isAsItWas({ state, asItWas, leftOut }: Piece): boolean {
  return state === 'skipped' ? !leftOut : state === 'done' && asItWas === true;
}

function hasTouched(piece: Piece): boolean {
  // Items say for themselves what became of them.
  if (piece.state === 'waiting' || (piece.isWhole && piece.state === 'done')) return false;
  if (piece.state === 'running') return piece.attempt === 2;
  return !isAsItWas(piece);
}
