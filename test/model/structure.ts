import {
  allNodes,
  type ModelGroup,
  type ModelNode,
  type ModelPipeline,
  type ModelStep,
  needsOf,
  stepsOf,
} from './shape.js';

/** What waits for what in a pipeline: never changes, and is worked out once. */
export class Structure {
  readonly pipeline: ModelPipeline;
  /** All of them, outer before inner, in the order of the text. */
  readonly nodes: ModelNode[];
  readonly steps: ModelStep[];
  readonly #parents = new Map<ModelNode, ModelGroup>();
  readonly #below = new Map<ModelNode, ModelStep[]>();

  constructor(pipeline: ModelPipeline) {
    this.pipeline = pipeline;
    this.nodes = allNodes(pipeline.nodes);
    this.steps = this.nodes.filter((node) => node.kind === 'step');
    for (const node of this.nodes) {
      if (node.kind === 'group') for (const inner of node.nodes) this.#parents.set(inner, node);
    }
  }

  /** All steps that a node stands on, through any number of others, around its groups too. */
  standsOn(node: ModelNode): ModelStep[] {
    const known = this.#below.get(node);
    if (known) return known;
    const around = this.parentOf(node);
    const direct = needsOf(node, this.siblingsOf(node));
    const found = [
      ...direct.flatMap((each) => [...stepsOf(each), ...this.standsOn(each)]),
      ...(around ? this.standsOn(around) : []),
    ];
    this.#below.set(node, [...new Set(found)]);
    return this.standsOn(node);
  }

  parentOf(node: ModelNode): ModelGroup | undefined {
    return this.#parents.get(node);
  }

  /** The groups around a node, innermost first. */
  around(node: ModelNode): ModelGroup[] {
    const parent = this.parentOf(node);
    return parent ? [parent, ...this.around(parent)] : [];
  }

  siblingsOf(node: ModelNode): ModelNode[] {
    return this.parentOf(node)?.nodes ?? this.pipeline.nodes;
  }

  node(id: string): ModelNode {
    const found = this.nodes.find((each) => each.id === id);
    if (!found) throw new Error(`the model has no ${id}`);
    return found;
  }
}
