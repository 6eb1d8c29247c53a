import { addressOf } from '../../contract/address.js';
import type { Json } from '../../contract/plan.js';
import {
  allSteps,
  type Condition,
  type ModelGroup,
  type ModelNode,
  type ModelPipeline,
  type ModelStep,
} from './shape.js';
import { Structure } from './structure.js';

export type PieceState =
  | 'waiting'
  | 'running'
  | 'retrying'
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
  /** It is done, and nothing was changed for it. */
  asItWas?: boolean;
  /** It is held, and only goes on if it is named: nobody knows, or it was done otherwise. */
  mustName: boolean;
  /** It was named although it must be. */
  named: boolean;
  /** Something below it was made again while it ran. */
  overtaken: boolean;
  /** What it was given when it was last started, and what it needs had left behind. */
  givenThen?: string;
  /** It was done, with this, and is decided upon again. */
  before?: { given: string; outputs: Json };
  /** Its attempts: this one runs, or is over and another one follows. */
  attempt?: number;
  /** That one begins now. */
  due?: boolean;
  /** Somebody said that the run does without it. */
  leftOut?: boolean;
  /** Somebody said that it was done: it stays so, whatever it is given. */
  byHand?: boolean;
}

/** What may be done twice has two attempts, of which this is the first. */
export function mayTryAgain({ step, attempt }: Piece): boolean {
  const isSafe = (step.checked && !step.approval) || step.repeatable;
  return isSafe && attempt === 1;
}

/** How far a run is, and what expressions see of that. */
export class Seen extends Structure {
  readonly pieces: Piece[];
  /** Groups that have begun, or never will. */
  readonly groups = new Map<string, 'open' | 'skipped'>();
  /** `for-each` steps whose items are on their way. */
  readonly expanded = new Set<string>();
  /** Those whose items were ever known. */
  readonly known = new Set<string>();
  /** Steps whose condition, or that of their group, was false. */
  readonly skipped = new Set<string>();

  constructor(pipeline: ModelPipeline) {
    super(pipeline);
    this.pieces = allSteps(pipeline.nodes).flatMap((step) => {
      const make = (item?: string): Piece => ({
        id: addressOf(step.id, item),
        step,
        ...(item === undefined ? {} : { item }),
        state: 'waiting',
        mustName: false,
        named: false,
        overtaken: false,
      });
      return step.forEach ? step.forEach.items.map(make) : [make()];
    });
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
    return this.skipped.has(step.id);
  }

  holds(condition: Condition | undefined): boolean {
    if (!condition) return true;
    if ('input' in condition) return condition.input === 'yes';
    return this.outcome(this.node(condition.step)) === condition.outcome;
  }

  /** Whether its own condition and that of its group let it take part. */
  isWanted(step: ModelStep): boolean {
    return this.isInside(step) && this.holds(step.if);
  }

  /** Whether its group takes part. */
  isInside(step: ModelStep): boolean {
    const around = this.parentOf(step);
    return around === undefined || this.groups.get(around.id) !== 'skipped';
  }

  /** Asked of what is over, or when things are taken down: then what never began counts as done before. */
  private outcome(node: ModelNode): 'succeeded' | 'failed' | 'skipped' {
    if (node.kind === 'group') {
      if (this.groups.get(node.id) === 'skipped') return 'skipped';
      if (allSteps(node.nodes).every((step) => this.isSatisfied(step))) return 'succeeded';
      return node.nodes.some((inside) => this.outcome(inside) === 'failed')
        ? 'failed'
        : 'succeeded';
    }
    const states = this.piecesOf(node).map(({ state }) => state);
    if (states.includes('failed') || states.includes('held')) return 'failed';
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
    if (node.forEach && !this.known.has(node.id)) throw new NotKnown(node.id);
    const each = this.piecesOf(node).map((piece) => {
      if (piece.state === 'failed' && node.onFailure === 'continue') return null;
      if (piece.outputs !== undefined) return piece.outputs;
      if (piece.state === 'skipped') return null;
      throw new NotKnown(node.id);
    });
    return node.forEach ? each : (each[0] ?? null);
  }
}

/** Reads an output that nobody knows. */
export class NotKnown extends Error {}

/** The name under which a reading step gets what it reads. */
export function nameOf(id: string): string {
  return `from_${id.slice(id.lastIndexOf('/') + 1)}`;
}
