import type { Json } from '../../contract/plan.js';
import type { ModelStart } from './reference.js';
import { type Event, type Outcome, triesAgain } from './reference-updates.js';
import { Broken, NotKnown, type Piece, Seen } from './seen.js';
import {
  isChecked,
  type ModelGroup,
  type ModelNode,
  type ModelPipeline,
  type ModelStep,
  readsOf,
} from './shape.js';

/** What the last up left to a down. */
export interface LeftByUp {
  /** Outputs of what was done, by piece. */
  outputs: ReadonlyMap<string, Json>;
  /** What a condition left out, and nothing of it is there. */
  skipped: ReadonlySet<string>;
}

/**
 * A down before it takes anything down: it looks at what its undo reads, each after what that reads
 * itself, and nothing is held. What it does not find may still be known from the last up.
 */
export class ReferenceLook extends Seen {
  paused = false;
  stopping: 'failed' | 'aborted' | undefined;
  undo = false;
  /** Once things are taken down. */
  remembers = false;
  readonly #left: LeftByUp;
  readonly #looksAt = new Set<ModelStep>();

  constructor(pipeline: ModelPipeline, left: LeftByUp) {
    super(pipeline);
    this.#left = left;
    for (const step of this.steps) if (step.undoable) this.#addReadBy(step);
  }

  #addReadBy(step: ModelStep): void {
    const nodes = [step, ...this.around(step)];
    const read = nodes.flatMap(readsOf).flatMap((id) => this.#sourcesOf(this.node(id)));
    for (const each of read) {
      if (this.#looksAt.has(each)) continue;
      this.#looksAt.add(each);
      this.#addReadBy(each);
    }
  }

  #sourcesOf(node: ModelNode): ModelStep[] {
    if (node.kind === 'step') return [node];
    return node.output === undefined ? [] : this.#sourcesOf(this.node(node.output));
  }

  /** What the last up did says whether it is there, and not what a condition says now. */
  mayBeThere({ id }: Piece): boolean {
    return !this.#left.skipped.has(id);
  }

  advance(): ModelStart[] {
    const starts: ModelStart[] = [];
    if (!this.stopping && !this.paused) {
      for (const piece of this.pieces) {
        if (piece.state === 'retrying' && piece.due) this.#look(piece, starts);
      }
      for (const step of this.steps) if (!this.#looksAt.has(step)) this.#skip(step);
      while (this.nodes.some((node) => this.#decide(node, starts))) {
        // Until nothing more can be decided.
      }
    }
    if (!this.stopping) return starts;
    for (const piece of this.pieces) {
      if (piece.state === 'waiting' || piece.state === 'retrying') piece.state = 'cancelled';
    }
    return starts;
  }

  finish(id: string, how: Outcome, outputs: { [name: string]: Json } = {}): boolean {
    const piece = this.pieces.find((each) => each.id === id);
    if (piece?.state !== 'running') return false;
    if (how === 'cancelled') piece.state = 'cancelled';
    else if (how === 'unchanged') Object.assign(piece, { state: 'done', outputs });
    else if (how === 'changed') piece.state = 'done';
    else piece.state = triesAgain(piece, how, true) && !this.stopping ? 'retrying' : 'done';
    return true;
  }

  happen(event: Event): boolean {
    switch (event.do) {
      case 'finish':
        return this.finish(event.id, event.how, event.outputs);
      case 'due': {
        const piece = this.pieces.find(({ id, state }) => id === event.id && state === 'retrying');
        if (piece) piece.due = true;
        return piece !== undefined;
      }
      case 'pause':
        if (this.stopping || this.paused) return false;
        this.paused = true;
        return true;
      case 'resume': {
        const waits = this.pieces.filter(({ state }) => state === 'retrying');
        const names = event.steps;
        const fits = names
          ? waits.length > 0 && names.every((name) => waits.some(({ id }) => id === name))
          : this.paused || waits.length > 0;
        if (this.stopping || !fits) return false;
        this.paused = false;
        for (const piece of waits) if (names?.includes(piece.id) ?? true) piece.due = true;
        return true;
      }
      default:
        return false;
    }
  }

  #decide(node: ModelNode, starts: ModelStart[]): boolean {
    return node.kind === 'group' ? this.#decideGroup(node) : this.#decideStep(node, starts);
  }

  #decideGroup(group: ModelGroup): boolean {
    if (this.groups.has(group.id)) return false;
    if (this.#isLeftOut(group)) {
      this.groups.set(group.id, 'skipped');
      return true;
    }
    if (!this.#mayGo(group)) return false;
    this.groups.set(group.id, 'open');
    try {
      if (this.holds(group.if)) this.#takeInput(group);
      else this.groups.set(group.id, 'skipped');
    } catch (error) {
      if (!(error instanceof Broken || error instanceof NotKnown)) throw error;
      for (const step of this.steps.filter((each) => this.around(each).includes(group))) {
        for (const piece of [this.wholeOf(step), ...this.piecesOf(step)]) {
          if (piece.state === 'waiting') piece.state = 'done';
        }
      }
    }
    return true;
  }

  #takeInput(group: ModelGroup): void {
    try {
      this.inputs.set(group.id, this.inputNow(group));
    } catch (error) {
      if (!(error instanceof NotKnown)) throw error;
    }
  }

  #decideStep(step: ModelStep, starts: ModelStart[]): boolean {
    const [whole, pieces] = [this.wholeOf(step), this.piecesOf(step)];
    if (this.#isLeftOut(step) || this.isSkippedWhole(step)) return this.#skip(step);
    if (!this.#mayGo(step)) return false;
    if (step.forEach && whole.state === 'waiting') {
      this.#orIsUnclear(whole, () => {
        if (!this.holds(step.if)) this.#skip(step);
        else {
          Object.assign(whole, { state: 'done', outputs: {} });
          this.known.add(step.id);
        }
      });
      return true;
    }
    if (step.forEach && !this.known.has(step.id)) return false;
    const busy = pieces.filter(({ state }) => state === 'running' || state === 'retrying').length;
    const next = pieces.find(({ state }) => state === 'waiting');
    if (!next || busy >= (step.forEach?.maxParallel ?? Number.POSITIVE_INFINITY)) return false;
    this.#orIsUnclear(next, () => {
      if (!step.forEach && !this.holds(step.if)) this.#skip(step);
      else this.#look(next, starts);
    });
    return true;
  }

  #look(piece: Piece, starts: ModelStart[]): void {
    this.#orIsUnclear(piece, () => {
      const given = this.given(piece);
      if (!isChecked(piece.step)) {
        piece.state = 'done';
        return;
      }
      if (!piece.isFree) piece.attempt = (piece.attempt ?? 0) + 1;
      Object.assign(piece, { state: 'running', due: false });
      starts.push({ id: piece.id, mode: 'look', given });
    });
  }

  /** What cannot be worked out is not looked at, and holds nothing up. */
  #orIsUnclear(piece: Piece, decide: () => void): void {
    try {
      decide();
    } catch (error) {
      if (!(error instanceof Broken || error instanceof NotKnown)) throw error;
      piece.state = 'done';
    }
  }

  #skip(step: ModelStep): boolean {
    const waiting = [...new Set([this.wholeOf(step), ...this.piecesOf(step)])].filter(
      ({ state }) => state === 'waiting',
    );
    for (const piece of waiting) piece.state = 'skipped';
    if (waiting.length > 0) this.skipped.add(step.id);
    return waiting.length > 0;
  }

  #isLeftOut(node: ModelNode): boolean {
    const around = this.parentOf(node);
    return around !== undefined && this.groups.get(around.id) === 'skipped';
  }

  #mayGo(node: ModelNode): boolean {
    const around = this.parentOf(node);
    if (around && this.groups.get(around.id) !== 'open') return false;
    return readsOf(node).every((id) => this.#isThere(this.node(id)));
  }

  #isThere(node: ModelNode): boolean {
    if (node.kind === 'step') return this.isSatisfied(node);
    const state = this.groups.get(node.id);
    if (state !== 'open') return state === 'skipped';
    return node.nodes.every((inner) => this.#isThere(inner));
  }

  override isSatisfied(step: ModelStep): boolean {
    const whole = this.wholeOf(step);
    const isUnclear = step.forEach && whole.state === 'done' && !this.known.has(step.id);
    if (isUnclear || whole.state === 'skipped') return true;
    if (step.forEach && whole.state !== 'done') return false;
    return this.piecesOf(step).every(({ state }) => state === 'done' || state === 'skipped');
  }

  protected override stepOutputs(step: ModelStep): Json {
    const left = (piece: Piece) => (this.remembers ? this.#left.outputs.get(piece.id) : undefined);
    const pieces = this.piecesOf(step);
    if (pieces.every((piece) => left(piece) === undefined)) {
      if (this.isSkippedWhole(step)) return null;
      if (step.forEach && !this.known.has(step.id)) throw new NotKnown(step.id);
    }
    const each = pieces.map((piece) => {
      const known = piece.outputs ?? left(piece);
      if (known === undefined) throw new NotKnown(step.id);
      return known;
    });
    return step.forEach ? each : (each[0] ?? null);
  }

  end(): 'succeeded' | 'failed' | 'aborted' | undefined {
    const busy = this.pieces.some(({ state }) => state === 'running');
    if (this.stopping) return busy ? undefined : this.stopping;
    return this.steps.every((step) => this.isSatisfied(step)) ? 'succeeded' : undefined;
  }
}
