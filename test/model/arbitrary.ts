import fc from 'fast-check';
import {
  type Condition,
  type LastStep,
  type ModelGroup,
  type ModelNode,
  type ModelPipeline,
  type ModelStep,
  siblingsUpstream,
} from './shape.js';

/**
 * Random pipelines. What is drawn are plain numbers; references are made of them afterwards, modulo
 * what can be referred to, so that any draw is a valid pipeline and shrinks towards a small one.
 */
interface Draft {
  inner: Draft[];
  needs: number[] | null;
  reads: number[];
  condition: { of: number; outcome: number } | null;
  items: number | null;
  maxParallel: number | null;
  kind: number;
  onFailure: number;
  readsInput: boolean;
  input: number | null;
  output: number | null;
  /** Whose text is parsed, which may fail. */
  parses: number | null;
  undoable: boolean;
}

const sometimes = <T>(some: fc.Arbitrary<T>, often = 3) => fc.option(some, { freq: often });

function draft(depth: number): fc.Arbitrary<Draft> {
  const inner =
    depth === 0
      ? fc.constant<Draft[]>([])
      : fc.oneof(
          { weight: 5, arbitrary: fc.constant<Draft[]>([]) },
          { weight: 1, arbitrary: fc.array(draft(depth - 1), { minLength: 1, maxLength: 3 }) },
        );
  return fc.record({
    inner,
    needs: fc.option(fc.array(fc.nat(5), { maxLength: 3 }), { freq: 2 }),
    reads: fc.array(fc.nat(5), { maxLength: 2 }),
    // One in four has a condition, for-each, an input.
    condition: rarely(fc.record({ of: fc.nat(9), outcome: fc.nat(3) })),
    items: rarely(fc.nat(3)),
    maxParallel: sometimes(fc.integer({ min: 1, max: 2 }), 1),
    kind: fc.nat(9),
    onFailure: fc.nat(5),
    readsInput: fc.boolean(),
    input: sometimes(fc.nat(5)),
    output: sometimes(fc.nat(5)),
    parses: rarely(fc.nat(5)),
    undoable: fc.boolean(),
  });
}

function rarely<T>(some: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: some });
}

export const pipelines: fc.Arbitrary<ModelPipeline> = fc
  .tuple(
    fc.array(draft(2), { minLength: 1, maxLength: 5, size: 'max' }),
    fc.array(fc.record({ onlyIf: fc.nat(4), fails: fc.nat(3), parses: rarely(fc.nat(5)) }), {
      maxLength: 2,
    }),
  )
  .map(([drafts, last]) => {
    const nodes = nodesOf(drafts, '');
    return {
      nodes,
      finally: last.map((each, index) => ({
        id: `last${index + 1}`,
        ...onlyIf(each.onlyIf),
        ...parses(nodes, each.parses),
        fails: each.fails === 3,
      })),
    };
  });

/** The text of a step is parsed: it is one that puts out a text. */
function parses(from: ModelNode[], number: number | null): { parses?: string } {
  const texts = from.filter((node) => node.kind === 'step' && !node.forEach && !node.approval);
  const one = number === null ? undefined : pick(texts, number);
  return one ? { parses: one.id } : {};
}

function onlyIf(number: number): Pick<LastStep, 'onlyIf'> {
  if (number < 3) return {};
  return { onlyIf: number === 3 ? 'succeeded' : 'failed' };
}

function nodesOf(drafts: Draft[], scope: string): ModelNode[] {
  const nodes: ModelNode[] = [];
  for (const [index, each] of drafts.entries()) {
    const id = `${scope}${String.fromCharCode(97 + index)}`;
    nodes.push(each.inner.length > 0 ? groupOf(each, id, nodes) : stepOf(each, id, nodes));
  }
  return nodes;
}

/** The part that steps and groups share: what they wait for, and their condition. */
function baseOf(each: Draft, id: string, above: ModelNode[]) {
  const needs = each.needs === null ? undefined : pickAll(above, each.needs).map((one) => one.id);
  const probe = { id, ...(needs ? { needs } : {}) } as ModelNode;
  const upstream = siblingsUpstream(probe, [...above, probe]);
  const condition = conditionOf(each, upstream);
  return {
    base: { id, ...(needs ? { needs } : {}), ...(condition ? { if: condition } : {}) },
    upstream,
  };
}

function groupOf(each: Draft, id: string, above: ModelNode[]): ModelGroup {
  const { base, upstream } = baseOf(each, id, above);
  const nodes = nodesOf(each.inner, `${id}/`);
  const { parses: text } = parses(upstream, each.parses);
  const input = text ?? (each.input === null ? undefined : pick(upstream, each.input)?.id);
  const { parses: result } = parses(nodes, each.readsInput ? each.parses : null);
  const output = result ?? (each.output === null ? undefined : pick(nodes, each.output)?.id);
  return {
    kind: 'group',
    ...base,
    ...(input ? { input } : {}),
    ...(text ? { parsesInput: true } : {}),
    nodes,
    ...(output ? { output } : {}),
    ...(result ? { parsesOutput: true } : {}),
  };
}

function stepOf(each: Draft, id: string, above: ModelNode[]): ModelStep {
  const { base, upstream } = baseOf(each, id, above);
  const approval = each.kind === 9;
  const items = Array.from({ length: each.items ?? 0 }, (_, index) => `i${index + 1}`);
  const forEach = each.items === null || approval ? undefined : { items, ...limit(each) };
  return {
    kind: 'step',
    ...base,
    reads: approval ? [] : pickAll(upstream, each.reads).map((one) => one.id),
    readsInput: each.readsInput && id.includes('/') && !approval,
    ...(approval ? {} : parses(upstream, each.parses)),
    ...(forEach ? { forEach } : {}),
    approval,
    checked: each.kind < 5,
    repeatable: each.kind === 5,
    undoable: each.undoable && !approval,
    onFailure: each.onFailure === 5 ? 'continue' : each.onFailure === 4 ? 'fail' : 'hold',
  };
}

function limit({ maxParallel }: Draft): { maxParallel?: number } {
  return maxParallel === null ? {} : { maxParallel };
}

function conditionOf({ condition }: Draft, upstream: ModelNode[]): Condition | undefined {
  if (condition === null) return undefined;
  if (condition.of < 2) return { input: condition.of === 0 ? 'no' : 'yes' };
  const { parses: text } = parses(upstream, condition.of);
  if (condition.outcome === 3 && text) return { parses: text };
  const step = pick(upstream, condition.of);
  const outcome = (['succeeded', 'failed', 'skipped'] as const)[condition.outcome];
  return step && outcome ? { step: step.id, outcome } : { input: 'yes' };
}

function pick<T>(from: T[], number: number): T | undefined {
  return from.length === 0 ? undefined : from[number % from.length];
}

function pickAll<T>(from: T[], numbers: number[]): T[] {
  return [...new Set(numbers.map((number) => pick(from, number)))].filter(
    (one) => one !== undefined,
  );
}
