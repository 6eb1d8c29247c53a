import type { Json } from '../../contract/plan.js';
import type { Piece, Seen } from './seen.js';
import { allSteps, isChecked, type ModelGroup, type ModelStep } from './shape.js';

/** How a look before a step's turn ended: as its step was found, without an answer, stopped, or lost. */
export type Looked = 'holds' | 'missing' | 'fails' | 'stopped' | 'lost';

/** A run that looks ahead. */
interface LookingRun extends Seen {
  paused: boolean;
  stopping: string | undefined;
  /** What waits of a step will never be done; false: nothing does. */
  skipWaiting(step: ModelStep): boolean;
}

interface LookStart {
  id: string;
  given: { [name: string]: Json };
  ahead: true;
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
        const waits = piece.state === 'waiting' && !this.#run.isSkippedWhole(piece.step);
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
    const { pieces, groups, expanded, known, skipped } = this.#run;
    const may = new Set(
      allSteps(this.#run.pipeline.nodes).filter((one) => this.#mayBeLookedAt(one)),
    );
    this.#may = may;
    const states = pieces.map(({ state, outputs }) => ({ state, outputs }));
    const sets = [expanded, known, skipped].map((set) => [set, [...set]] as const);
    const before = [...groups];
    for (const step of allSteps(this.#run.pipeline.nodes)) {
      // What an earlier visit gave is not what is there now.
      if (step.forEach && !expanded.has(step.id)) known.delete(step.id);
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
      for (const [id, state] of before) groups.set(id, state);
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
    if (node.kind === 'group') {
      if (run.groups.has(node.id)) return false;
      if (state !== 'skipped' && !(this.#isKnown(node) && (!around || state === 'open')))
        return false;
      const isOpen = state !== 'skipped' && run.holds(node.if);
      run.groups.set(node.id, isOpen ? 'open' : 'skipped');
      return true;
    }
    if (state === 'skipped' || run.isSkippedWhole(node)) return run.skipWaiting(node);
    if (!this.#may.has(node) || (around && state !== 'open') || !this.#isKnown(node)) return false;
    return this.#look(node, starts);
  }

  #look(step: ModelStep, starts: LookStart[]): boolean {
    const run = this.#run;
    const pieces = run.piecesOf(step);
    const next = pieces.find((piece) => piece.state === 'waiting');
    if (step.forEach && !run.expanded.has(step.id)) {
      if (!run.holds(step.if)) return run.skipWaiting(step);
      run.expanded.add(step.id);
      run.known.add(step.id);
      return true;
    }
    const busy = pieces.filter(({ state }) => state === 'running' || state === 'retrying').length;
    if (!next || busy >= (step.forEach?.maxParallel ?? Number.POSITIVE_INFINITY)) return false;
    if (!step.forEach && !run.holds(step.if)) return run.skipWaiting(step);
    const given = run.given(next);
    this.looks.set(next, { state: 'running', given: JSON.stringify(given), old: false });
    next.state = 'running';
    starts.push({ id: next.id, given, ahead: true });
    return true;
  }

  /** What it reads has been seen. */
  #isKnown(node: ModelGroup | ModelStep): boolean {
    const run = this.#run;
    const asked = node.if && 'step' in node.if ? [node.if.step] : [];
    const read = node.kind === 'group' ? (node.input ?? []) : node.reads;
    return [...asked, ...[read].flat()].every((id) => this.#isOver(run.node(id)));
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

function hasTouched(piece: Piece): boolean {
  if (piece.state === 'waiting') return false;
  if (piece.state === 'running') return piece.attempt === 2;
  return !isAsItWas(piece);
}
