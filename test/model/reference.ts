import type { Json } from '../../language/plan.js';
import {
  allNodes,
  allSteps,
  type Condition,
  type ModelGroup,
  type ModelNode,
  type ModelPipeline,
  type ModelStep,
  needsOf,
  stepsOf,
} from './shape.js';

export type PieceState =
  | 'waiting'
  | 'running'
  | 'done'
  | 'skipped'
  | 'held'
  | 'failed'
  | 'cancelled';

/** One piece of work: a step, or one item of a `for-each`. */
export interface Piece {
  id: string;
  step: ModelStep;
  item?: string;
  state: PieceState;
  /** What it left behind. */
  outputs?: Json;
  /** It is held, and only goes on if it is named: nobody knows, or it was done otherwise. */
  mustName: boolean;
  /** It was named although it must be. */
  named: boolean;
  /** What it was given when it was last started, and what it needs had left behind. */
  givenThen?: string;
  /** It was done, with this, and is decided upon again. */
  before?: { given: string; outputs: Json };
}

/** What starts now, and what it is given. */
export interface ModelStart {
  id: string;
  given: { [name: string]: Json };
}

/**
 * The rules of a run as DESIGN has them, written to be read: everything is worked out anew from the
 * whole state each time it is asked. Slow, and independent of the planner that it judges.
 */
export class Reference {
  readonly pipeline: ModelPipeline;
  readonly pieces: Piece[];
  /** Groups that have begun, or never will. A group decides once. */
  readonly groups = new Map<string, 'open' | 'skipped'>();
  /** `for-each` steps whose items are on their way. */
  readonly expanded = new Set<string>();
  paused = false;
  /** What is done may be visited again. */
  resumed = false;
  stopping: 'failed' | 'aborted' | undefined;
  /** The run was told to take down what it made. */
  undo = false;

  /** What never changes, worked out once. */
  private readonly nodes: ModelNode[];
  private readonly parents = new Map<ModelNode, ModelGroup>();
  private readonly below = new Map<ModelNode, ModelStep[]>();
  private readonly skippedWhole = new Set<string>();

  constructor(pipeline: ModelPipeline) {
    this.pipeline = pipeline;
    this.nodes = allNodes(pipeline.nodes);
    for (const node of this.nodes) {
      if (node.kind === 'group') for (const inner of node.nodes) this.parents.set(inner, node);
    }
    this.pieces = allSteps(pipeline.nodes).flatMap((step) => {
      const make = (item?: string): Piece => ({
        id: item === undefined ? step.id : `${step.id}[${item}]`,
        step,
        ...(item === undefined ? {} : { item }),
        state: 'waiting',
        mustName: false,
        named: false,
      });
      return step.forEach ? step.forEach.items.map(make) : [make()];
    });
  }

  // --- What waits for what -------------------------------------------------------------------

  /** All steps that a node stands on, through any number of others, around its groups too. */
  standsOn(node: ModelNode): ModelStep[] {
    const known = this.below.get(node);
    if (known) return known;
    const around = this.parentOf(node);
    const direct = needsOf(node, this.siblingsOf(node));
    const found = [
      ...direct.flatMap((each) => [...stepsOf(each), ...this.standsOn(each)]),
      ...(around ? this.standsOn(around) : []),
    ];
    this.below.set(node, [...new Set(found)]);
    return this.standsOn(node);
  }

  parentOf(node: ModelNode): ModelGroup | undefined {
    return this.parents.get(node);
  }

  siblingsOf(node: ModelNode): ModelNode[] {
    return this.parentOf(node)?.nodes ?? this.pipeline.nodes;
  }

  node(id: string): ModelNode {
    const found = this.nodes.find((each) => each.id === id);
    if (!found) throw new Error(`the model has no ${id}`);
    return found;
  }

  piecesOf(step: ModelStep): Piece[] {
    return this.pieces.filter((piece) => piece.step === step);
  }

  /** Done, skipped, or failed where the author said that this does not matter. */
  isSatisfied(step: ModelStep): boolean {
    if (step.forEach && !this.expanded.has(step.id) && !this.isSkippedWhole(step)) return false;
    return this.piecesOf(step).every(
      ({ state }) =>
        state === 'done' ||
        state === 'skipped' ||
        (state === 'failed' && step.onFailure === 'continue'),
    );
  }

  isSkippedWhole(step: ModelStep): boolean {
    return this.skippedWhole.has(step.id);
  }

  mayGo(node: ModelNode): boolean {
    const around = this.parentOf(node);
    if (around && this.groups.get(around.id) !== 'open') return false;
    return this.standsOn(node).every((step) => this.isSatisfied(step));
  }

  // --- What happens by itself ----------------------------------------------------------------

  /** Everything that can be decided now; resolves to what starts. */
  advance(): ModelStart[] {
    const starts: ModelStart[] = [];
    if (this.stopping) {
      for (const piece of this.pieces) {
        const waits = piece.state === 'waiting' || piece.state === 'held';
        const asks = piece.state === 'running' && piece.step.approval;
        if (waits || asks) piece.state = 'cancelled';
      }
      return starts;
    }
    while (!this.paused && this.decideOne(starts)) {
      // Until nothing more can be decided.
    }
    return starts;
  }

  private decideOne(starts: ModelStart[]): boolean {
    for (const node of this.nodes) {
      if (node.kind === 'group' ? this.decideGroup(node) : this.decideStep(node, starts))
        return true;
    }
    return false;
  }

  private decideGroup(group: ModelGroup): boolean {
    if (this.groups.has(group.id)) return false;
    const around = this.parentOf(group);
    if (around && this.groups.get(around.id) === 'skipped') {
      this.groups.set(group.id, 'skipped');
      return true;
    }
    if (!this.mayGo(group)) return false;
    this.groups.set(group.id, this.holds(group.if) ? 'open' : 'skipped');
    return true;
  }

  private decideStep(step: ModelStep, starts: ModelStart[]): boolean {
    const pieces = this.piecesOf(step);
    const around = this.parentOf(step);
    const skipped = around !== undefined && this.groups.get(around.id) === 'skipped';
    if (skipped || this.isSkippedWhole(step)) return this.skipWaiting(step);
    if (!this.mayGo(step)) return false;
    if (step.forEach && !this.expanded.has(step.id)) {
      if (!this.holds(step.if)) return this.skipWaiting(step);
      this.expanded.add(step.id);
      return true;
    }
    const running = pieces.filter(({ state }) => state === 'running').length;
    if (running >= (step.forEach?.maxParallel ?? Number.POSITIVE_INFINITY)) return false;
    const next = pieces.find(({ state }) => state === 'waiting');
    if (!next) return false;
    if (!step.forEach && !this.holds(step.if)) return this.skipWaiting(step);
    this.begin(next, starts);
    return true;
  }

  /** Start a piece, unless it was done before, cannot be looked at, and nobody has named it. */
  private begin(piece: Piece, starts: ModelStart[]): void {
    const { step, before, named } = piece;
    const given = this.given(piece);
    const now = JSON.stringify([given, this.leftByNeeds(step)]);
    if (!isChecked(step) && before && !named) {
      if (before.given === now) {
        piece.state = 'done';
        piece.outputs = before.outputs;
        delete piece.before;
        return;
      }
      if (!step.repeatable && !step.approval) {
        piece.state = 'held';
        piece.mustName = true;
        return;
      }
    }
    piece.state = 'running';
    piece.named = false;
    piece.mustName = false;
    piece.givenThen = now;
    delete piece.before;
    if (!step.approval) starts.push({ id: piece.id, given });
  }

  private leftByNeeds(step: ModelStep): Json {
    return needsOf(step, this.siblingsOf(step))
      .flatMap(stepsOf)
      .map((needed) =>
        this.isSkippedWhole(needed)
          ? null
          : this.piecesOf(needed).map((one) => one.outputs ?? null),
      );
  }

  /** The step is not to be done: what waits of it never will be. False: nothing of it waits. */
  private skipWaiting(step: ModelStep): boolean {
    const waiting = this.piecesOf(step).filter(({ state }) => state === 'waiting');
    const isNew =
      step.forEach !== undefined && !this.expanded.has(step.id) && !this.isSkippedWhole(step);
    if (waiting.length > 0 || isNew) this.skippedWhole.add(step.id);
    for (const piece of waiting) {
      piece.state = 'skipped';
      delete piece.outputs;
    }
    return waiting.length > 0 || isNew;
  }

  // --- What is visited again -----------------------------------------------------------------

  /** What is done of these steps is decided upon again, and so are the groups that stand on them. */
  visitAgain(steps: ModelStep[], groupsAfter: ModelStep[]): void {
    for (const step of steps) {
      for (const piece of this.piecesOf(step).filter(({ state }) => state === 'done')) {
        piece.state = 'waiting';
        piece.before = { given: piece.givenThen ?? '', outputs: piece.outputs ?? null };
      }
      this.expanded.delete(step.id);
    }
    for (const node of this.nodes) {
      if (node.kind === 'step' || this.groups.get(node.id) !== 'open') continue;
      if (this.standsOn(node).some((step) => groupsAfter.includes(step)))
        this.groups.delete(node.id);
    }
  }

  /** Once somebody has resumed, what stands on a step that was made anew is visited again. */
  madeAnew(step: ModelStep): void {
    if (!this.resumed) return;
    const above = allSteps(this.pipeline.nodes).filter((each) =>
      this.standsOn(each).includes(step),
    );
    this.visitAgain(above, [step]);
  }

  // --- What is seen of a step ----------------------------------------------------------------

  private holds(condition: Condition | undefined): boolean {
    if (!condition) return true;
    if ('input' in condition) return condition.input === 'yes';
    return this.outcome(this.node(condition.step)) === condition.outcome;
  }

  /** Whether its own condition and that of its group let it take part. */
  isWanted(step: ModelStep): boolean {
    const around = this.parentOf(step);
    const skipped = around !== undefined && this.groups.get(around.id) === 'skipped';
    return !skipped && this.holds(step.if);
  }

  private outcome(node: ModelNode): 'succeeded' | 'failed' | 'skipped' {
    if (node.kind === 'group')
      return this.groups.get(node.id) === 'skipped' ? 'skipped' : 'succeeded';
    const states = this.piecesOf(node).map(({ state }) => state);
    if (states.includes('failed')) return 'failed';
    if (this.isSkippedWhole(node)) return 'skipped';
    return !node.forEach && states.includes('skipped') ? 'skipped' : 'succeeded';
  }

  given(piece: Piece): { [name: string]: Json } {
    const { step } = piece;
    const around = this.parentOf(step);
    const input = step.readsInput && around;
    return {
      ...Object.fromEntries(step.reads.map((id) => [nameOf(id), this.outputs(this.node(id))])),
      ...(input ? { input: this.inputOf(input) } : {}),
      ...(piece.item === undefined ? {} : { item: piece.item }),
    };
  }

  private inputOf(group: ModelGroup): Json {
    return group.input === undefined ? null : this.outputs(this.node(group.input));
  }

  /** What others see; throws `NotKnown` where nobody can say. */
  outputs(node: ModelNode): Json {
    if (node.kind === 'group') {
      if (this.groups.get(node.id) === 'skipped') return null;
      return node.output === undefined ? {} : { result: this.outputs(this.node(node.output)) };
    }
    if (this.isSkippedWhole(node)) return null;
    if (node.forEach && !this.expanded.has(node.id)) throw new NotKnown(node.id);
    const each = this.piecesOf(node).map((piece) => {
      if (piece.state === 'failed' && node.onFailure === 'continue') return null;
      if (piece.outputs !== undefined) return piece.outputs;
      if (piece.state === 'skipped') return null;
      throw new NotKnown(node.id);
    });
    return node.forEach ? each : (each[0] ?? null);
  }

  // --- How the run is doing ------------------------------------------------------------------

  state(): string {
    const is = (state: PieceState, approval: boolean) =>
      this.pieces.some((piece) => piece.state === state && piece.step.approval === approval);
    if (is('running', false)) return 'running';
    if (this.paused) return 'paused';
    if (is('held', false) || is('held', true)) return 'held';
    return is('running', true) ? 'waiting-approval' : 'running';
  }

  /** How the run has ended; undefined: it has not. */
  end(): 'succeeded' | 'failed' | 'aborted' | undefined {
    const busy = this.pieces.some(({ state, step }) => state === 'running' && !step.approval);
    if (this.stopping) return busy ? undefined : this.stopping;
    return allSteps(this.pipeline.nodes).every((step) => this.isSatisfied(step))
      ? 'succeeded'
      : undefined;
  }
}

/** Whether it can be looked at. */
export function isChecked(step: ModelStep): boolean {
  return step.checked && !step.approval;
}

/** Reads an output that nobody knows. */
export class NotKnown extends Error {}

/** The name under which a reading step gets what it reads. */
export function nameOf(id: string): string {
  return `from_${id.slice(id.lastIndexOf('/') + 1)}`;
}
