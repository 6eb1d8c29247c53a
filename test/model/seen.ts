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

/** One piece of work: a step, or one item of a `for-each`, which is a piece before its items are known. */
export interface Piece {
  id: string;
  step: ModelStep;
  item?: string;
  /** It stands for all items of its step: `done` once they are on their way. */
  isWhole?: true;
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
  /** How often its worker was lost, one after the other; that one costs no attempt. */
  lost?: number;
  isFree?: boolean;
  /** Somebody said that the run does without it. */
  leftOut?: boolean;
  /** Somebody said that it was done: it stays so, whatever it is given. */
  byHand?: boolean;
  /** How often it was let go on at the end of a walk. */
  tries?: number;
}

/** It may be done twice without anybody being asked. */
export function isSafe({ checked, repeatable, approval }: ModelStep): boolean {
  return (checked && !approval) || repeatable;
}

/** What may be done twice has two attempts, of which this is the first. */
export function mayTryAgain({ step, attempt }: Pick<Piece, 'step' | 'attempt'>): boolean {
  return isSafe(step) && attempt === 1;
}

/** How far a run is, and what expressions see of that. */
export class Seen extends Structure {
  readonly pieces: Piece[];
  /** Groups that have begun, or never will. */
  readonly groups = new Map<string, 'open' | 'skipped'>();
  /** What groups were given when they began. */
  readonly inputs = new Map<string, Json>();
  /** Groups whose condition or input could not be worked out. */
  readonly broken = new Set<string>();
  /** `for-each` steps whose items were ever known. */
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
      const whole = { ...make(), isWhole: true } as const;
      return step.forEach ? [whole, ...step.forEach.items.map(make)] : [make()];
    });
  }

  /** The step, or its items. */
  piecesOf(step: ModelStep): Piece[] {
    return this.pieces.filter((piece) => piece.step === step && !piece.isWhole);
  }

  /** What stands for all of a step: itself, or the piece that its items come from. */
  wholeOf(step: ModelStep): Piece {
    const found = this.pieces.find((piece) => piece.step === step && piece.item === undefined);
    if (!found) throw new Error(`no piece stands for ${step.id}`);
    return found;
  }

  /** What somebody may speak of: where items could not be worked out anew, it is their step. */
  isOpen({ step, item }: Piece): boolean {
    return item === undefined || !this.standsForItems(step);
  }

  /** What its items are could not be worked out anew. */
  standsForItems(step: ModelStep): boolean {
    return step.forEach !== undefined && ['held', 'failed'].includes(this.wholeOf(step).state);
  }

  /** The items of a `for-each` are on their way, as far as it is one. */
  isExpanded(step: ModelStep): boolean {
    return !step.forEach || this.wholeOf(step).state === 'done';
  }

  /** Done, skipped, or failed where the author said that this does not matter. */
  isSatisfied(step: ModelStep): boolean {
    if (this.isGoneOnWithout(step)) return true;
    if (!this.isExpanded(step) && !this.isSkippedWhole(step)) return false;
    return this.piecesOf(step).every(
      ({ state }) =>
        state === 'done' ||
        state === 'skipped' ||
        (state === 'failed' && step.onFailure === 'continue'),
    );
  }

  /** A `for-each` that failed before its items were known, which does not matter. */
  isGoneOnWithout(step: ModelStep): boolean {
    return this.wholeOf(step).state === 'failed' && step.onFailure === 'continue';
  }

  isSkippedWhole(step: ModelStep): boolean {
    return this.skipped.has(step.id);
  }

  holds(condition: Condition | undefined): boolean {
    if (!condition) return true;
    if ('input' in condition) return condition.input === 'yes';
    if ('parses' in condition) return this.parsed(this.node(condition.parses)) === 1;
    return this.outcome(this.node(condition.step)) === condition.outcome;
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
    const states = [this.wholeOf(node), ...this.piecesOf(node)].map(({ state }) => state);
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
      ...(step.parses === undefined ? {} : { parsed: this.parsed(this.node(step.parses)) }),
    };
  }

  private inputOf(group: ModelGroup): Json {
    const given = this.inputs.get(group.id);
    if (given === undefined) throw new NotKnown(group.id);
    return given;
  }

  /** What a group is given now. */
  inputNow({ input, parsesInput }: ModelGroup): Json {
    if (input === undefined) return null;
    return parsesInput ? this.parsed(this.node(input)) : this.outputs(this.node(input));
  }

  /** What `fromJSON` makes of a text; throws `Broken` where that is none. */
  parsed(node: ModelNode): number {
    const outputs = this.outputs(node);
    const text =
      outputs !== null && typeof outputs === 'object' && !Array.isArray(outputs) && outputs.text;
    if (typeof text !== 'string' || !/^\d$/.test(text)) throw new Broken(node.id);
    return Number(text);
  }

  /** What others see; throws `NotKnown` where nobody can say. */
  outputs(node: ModelNode): Json {
    if (node.kind === 'group') {
      if (this.groups.get(node.id) === 'skipped') return null;
      if (node.output === undefined) return {};
      const inner = this.node(node.output);
      return { result: node.parsesOutput ? this.parsed(inner) : this.outputs(inner) };
    }
    return this.stepOutputs(node);
  }

  protected stepOutputs(node: ModelStep): Json {
    if (this.isSkippedWhole(node) || this.isGoneOnWithout(node)) return null;
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

/** Cannot be worked out, whatever is known. */
export class Broken extends Error {}

/** The name under which a reading step gets what it reads. */
export function nameOf(id: string): string {
  return `from_${id.slice(id.lastIndexOf('/') + 1)}`;
}
