/**
 * A pipeline as the model sees it: the tree that a person writes. The planner gets it as a plan
 * (`to-plan.ts`), the reader of a failure as text (`text.ts`), the reference model as it is.
 */

export type OnFailure = 'hold' | 'fail' | 'continue';

export interface ModelStep {
  kind: 'step';
  /** Full id, as `g/a`. */
  id: string;
  /** Full ids of siblings; absent: every node above. */
  needs?: string[];
  /** Full ids of siblings upstream whose outputs it reads. */
  reads: string[];
  /** Reads the input of its group. */
  readsInput: boolean;
  /** Full id of a sibling upstream whose text it parses, which fails where that is no JSON. */
  parses?: string;
  if?: Condition;
  forEach?: { items: string[]; maxParallel?: number };
  approval: boolean;
  checked: boolean;
  repeatable: boolean;
  undoable: boolean;
  onFailure: OnFailure;
}

export interface ModelGroup {
  kind: 'group';
  id: string;
  needs?: string[];
  if?: Condition;
  /** Full id of the sibling upstream that its input is taken from. */
  input?: string;
  /** Of that one its text, parsed. */
  parsesInput?: true;
  nodes: ModelNode[];
  /** Full id of the inner node that its output is taken from. */
  output?: string;
  /** Of that one its text, parsed. */
  parsesOutput?: true;
}

export type ModelNode = ModelStep | ModelGroup;

/** `if`: an input of the pipeline, how a sibling upstream has ended, or whether its text is a 1. */
export type Condition =
  | { input: 'yes' | 'no' }
  | { parses: string }
  | { step: string; outcome: 'succeeded' | 'failed' | 'skipped' };

export interface ModelPipeline {
  nodes: ModelNode[];
  finally: LastStep[];
}

/** A step of `finally`. */
export interface LastStep {
  id: string;
  /** The state of the run in which it runs; absent: in any. */
  onlyIf?: 'succeeded' | 'failed';
  /** Id of a step whose text it parses. */
  parses?: string;
  fails: boolean;
}

/** Every node of a tree, outer before inner, in the order of the text. */
export function allNodes(nodes: ModelNode[]): ModelNode[] {
  return nodes.flatMap((node) => [node, ...(node.kind === 'group' ? allNodes(node.nodes) : [])]);
}

export function allSteps(nodes: ModelNode[]): ModelStep[] {
  return allNodes(nodes).filter((node) => node.kind === 'step');
}

/** The steps that a node is made of: itself, or all inside. */
export function stepsOf(node: ModelNode): ModelStep[] {
  return node.kind === 'step' ? [node] : allSteps(node.nodes);
}

/** Siblings that a node waits for by itself: those it names, else all above. */
export function needsOf(node: ModelNode, siblings: ModelNode[]): ModelNode[] {
  const above = siblings.slice(0, siblings.indexOf(node));
  const { needs } = node;
  return needs === undefined ? above : above.filter(({ id }) => needs.includes(id));
}

/** Siblings that a node waits for, by itself or through others. */
export function siblingsUpstream(node: ModelNode, siblings: ModelNode[]): ModelNode[] {
  const direct = needsOf(node, siblings);
  const all = new Set(direct.flatMap((each) => [each, ...siblingsUpstream(each, siblings)]));
  return siblings.filter((each) => all.has(each));
}

/** Last segment of a full id. */
export function localName(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}

/** Whether it can be checked. */
export function isChecked(step: ModelStep): boolean {
  return step.checked && !step.approval;
}

/** Full ids of the siblings whose outputs the expressions of a node read. */
export function outputsReadBy(node: ModelNode): string[] {
  const { if: condition } = node;
  const asked = condition && 'parses' in condition ? [condition.parses] : [];
  const own = node.kind === 'step' ? [...node.reads, node.parses] : [node.input];
  return [...new Set([...own, ...asked])].filter((id) => id !== undefined);
}

/** Full ids of the siblings of which they read anything. */
export function readsOf(node: ModelNode): string[] {
  const { if: condition } = node;
  const asked = condition && 'step' in condition ? [condition.step] : [];
  return [...new Set([...outputsReadBy(node), ...asked])];
}
