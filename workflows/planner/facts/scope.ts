import { localId } from '../../../contract/address.js';
import type {
  Expression,
  Json,
  JsonObject,
  PlannedStep,
  Reference,
} from '../../../contract/plan.js';
import { decidesBy } from '../../flags.js';
import { entry, type Item, instancesOf, type Memory } from '../../memory.js';
import type { Graph } from './graph.js';
import { entriesOf, isFinished, isNodeSatisfied } from './status.js';
import { renderValue, type Scope, UnknownValue } from './templates.js';

/** What every scope of a run shares. */
export interface RunFacts {
  inputs: JsonObject;
  run: { name: string; id: string; pipeline: string; mode: string; by: string };
  /** Which changes of decisions the run knows. */
  decisions: number;
}

/** What an expression may read besides. */
interface Extra {
  item?: Item;
  /** Of the run: in `on-hold` and `finally`. */
  state?: string;
  undoing?: boolean;
  /** What has no outputs reads as null: in `on-hold` and `finally`, which run whatever did not. */
  blank?: boolean;
}

/** The names an expression in a group sees: the group's inputs, its own steps, the run. */
export function scopeOf(
  graph: Graph,
  memory: Memory,
  facts: RunFacts,
  groupId: string,
  extra: Extra = {},
): Scope {
  const isLast = extra.state !== undefined && decidesBy(facts.decisions, 'last-acts-read-null');
  const blank = extra.blank ?? isLast;
  return {
    rounds: !decidesBy(facts.decisions, 'digits-are-kept'),
    contexts(expression) {
      const { inputs, unknown } = inputsOf(memory, facts, groupId);
      const whole = decidesBy(facts.decisions, 'inputs-go-by-whole-names');
      const missing = unknown.find((name) => mentions(expression, name, whole));
      if (missing !== undefined) throw new UnknownValue(groupId);
      return {
        inputs,
        run: { ...facts.run, ...(extra.state === undefined ? {} : { state: extra.state }) },
        steps: stepsContext(graph, memory, facts, expression.reads, { ...extra, blank }),
        ...(extra.item ? { each: { item: extra.item.item, key: extra.item.key } } : {}),
      };
    },
  };
}

function inputsOf(memory: Memory, facts: RunFacts, groupId: string) {
  if (groupId === '') return { inputs: facts.inputs, unknown: [] };
  const group = entry(memory.groups, groupId);
  return { inputs: group.inputs ?? {}, unknown: group.unknown ?? [] };
}

/**
 * Whether an expression may read the input: errs on the side of "yes", which only a look sees.
 * @param whole `id` is not in `width`
 */
function mentions({ expr }: Expression, input: string, whole: boolean): boolean {
  const [text, name] = [expr.toLowerCase(), input.toLowerCase()];
  return whole ? text.split(/[^a-z0-9_-]+/).includes(name) : text.includes(name);
}

function stepsContext(
  graph: Graph,
  memory: Memory,
  facts: RunFacts,
  reads: Reference[],
  { undoing = false, blank = false }: Extra,
): JsonObject {
  const context: { [id: string]: JsonObject } = {};
  for (const read of reads) {
    const id = localId(read.step);
    const known = context[id] ?? {};
    context[id] = known;
    if (read.of === 'outcome') {
      const outcome = outcomeOf(graph, memory, read.step);
      // What this run did not get to may be there from an earlier one, and what stood on it too.
      const open = outcome === 'cancelled' || outcome === 'none';
      known.outcome = undoing && open ? 'succeeded' : outcome;
    } else known.outputs = merge(known.outputs, outputsOf(graph, memory, facts, read, blank));
  }
  return context;
}

/** Several references to one step each bring their own outputs. */
function merge(before: Json | undefined, now: Json): Json {
  const both = [before, now].every((v) => typeof v === 'object' && v !== null && !Array.isArray(v));
  return both ? { ...(before as JsonObject), ...(now as JsonObject) } : now;
}

function outputsOf(
  graph: Graph,
  memory: Memory,
  facts: RunFacts,
  read: Reference,
  blank: boolean,
): Json {
  const group = graph.groups.get(read.step);
  if (group) {
    const { state, broken } = entry(memory.groups, group.id);
    if (state === 'skipped' || (blank && (state === 'waiting' || broken))) return null;
    const scope = scopeOf(graph, memory, facts, group.id, { blank });
    const names = read.output === undefined ? Object.keys(group.outputs) : [read.output];
    return Object.fromEntries(
      names.map((name) => {
        const template = group.outputs[name];
        return [name, template ? renderValue(scope, template) : null];
      }),
    );
  }
  const step = graph.steps.get(read.step);
  if (!step) throw new UnknownValue(read.step);
  try {
    return stepOutputs(memory, step, facts.decisions);
  } catch (error) {
    if (blank && error instanceof UnknownValue) return null;
    throw error;
  }
}

function stepOutputs(memory: Memory, step: PlannedStep, decisions: number): Json {
  const own = entry(memory.steps, step.id);
  const isWhole = own.whole && decidesBy(decisions, 'a-for-each-fails-as-a-whole');
  if (step.forEach === undefined || own.state === 'skipped' || isWhole)
    return instanceOutputs(memory, step.id, step);
  if (memory.items[step.id] === undefined) throw new UnknownValue(step.id);
  return instancesOf(memory, step).map((id) => instanceOutputs(memory, id, step));
}

/** A step that was skipped, or failed and may (`continue`), has outputs: all null. */
function instanceOutputs(memory: Memory, id: string, step: PlannedStep): Json {
  const { state, outputs, change } = entry(memory.steps, id);
  if (outputs) return outputs;
  if (state === 'skipped' && change === undefined) return null;
  if (state === 'failed' && step.onFailure === 'continue') return null;
  throw new UnknownValue(step.id);
}

/**
 * `succeeded`, `failed`, `cancelled`, `skipped`, or `none` while it has none. A step that failed and
 * may (`continue`) fails no pipeline around it.
 */
function outcomeOf(graph: Graph, memory: Memory, nodeId: string): string {
  const step = graph.steps.get(nodeId);
  return step ? stepOutcome(memory, step) : groupOutcome(graph, memory, nodeId);
}

function stepOutcome(memory: Memory, step: PlannedStep): string {
  if (!isFinished(memory, step)) return 'none';
  const own = entry(memory.steps, step.id);
  const states = [own, ...entriesOf(memory, step)].map(({ state }) => state);
  if (states.includes('failed') || states.includes('held')) return 'failed';
  if (states.includes('cancelled')) return 'cancelled';
  return own.state === 'skipped' ? 'skipped' : 'succeeded';
}

function groupOutcome(graph: Graph, memory: Memory, id: string): string {
  if (entry(memory.groups, id).state === 'skipped') return 'skipped';
  if (isNodeSatisfied(graph, memory, id)) return 'succeeded';
  const inside = (graph.children.get(id) ?? []).map((child) => outcomeOf(graph, memory, child));
  return ['failed', 'cancelled'].find((outcome) => inside.includes(outcome)) ?? 'none';
}
