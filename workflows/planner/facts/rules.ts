import type { Selection } from '../../../contract/orders.js';
import type { JsonObject, Plan } from '../../../contract/plan.js';
import type { EarlierStep, RunMode } from '../../../contract/run.js';
import { buildGraph, type Graph } from './graph.js';
import { type Part, participants, selectedSteps } from './participants.js';
import type { RunFacts } from './scope.js';

/** All that a decision depends on besides memory. A corrected pipeline changes it in place. */
export interface Rules {
  graph: Graph;
  mode: RunMode;
  selection: Selection | undefined;
  parts: ReadonlyMap<string, Part>;
  /** Ids of the steps that the run's selection names; all without one. */
  selected: ReadonlySet<string>;
  facts: RunFacts;
  /** What an earlier run left behind, by instance id. */
  earlier: { [id: string]: EarlierStep };
  /** Overrides every step's `on-failure`: nothing is held. */
  onFailure: 'fail' | undefined;
  /** Ids of steps that the last up skipped, by a condition; absent: that is not known. */
  skippedBefore: ReadonlySet<string> | undefined;
  /** What was taken down since the last up, by instance id, with the outputs it had. */
  undoneBefore: { [id: string]: JsonObject };
  /** Ids of steps that are done again although they cannot be checked: a person named them. */
  named: ReadonlySet<string>;
  /** Which changes of decisions the run knows: `decidesBy` in `workflows/flags.ts`. */
  decisions: number;
  /** Steps that are looked at before their turn; nothing else is started, and nothing applied. */
  ahead?: ReadonlySet<string>;
  /** Nothing is started: what reads an output that is not there is known later. */
  isRehearsal?: true;
}

export interface RulesInput {
  plan: Plan;
  mode: RunMode;
  selection?: Selection | undefined;
  facts: Omit<RunFacts, 'decisions'>;
  earlier?: { [id: string]: EarlierStep } | undefined;
  skippedBefore?: Iterable<string> | undefined;
  undoneBefore?: { [id: string]: JsonObject } | undefined;
  named?: Iterable<string> | undefined;
  decisions: number;
  onFailure?: 'fail' | undefined;
}

export function buildRules(input: RulesInput): Rules {
  const { plan, mode, selection, facts, earlier, skippedBefore, named, onFailure } = input;
  const graph = buildGraph(plan);
  const { decisions } = input;
  return {
    graph,
    mode,
    selection,
    parts: participants(graph, mode, selection),
    selected: selectedSteps(graph, selection),
    facts: { ...facts, decisions },
    earlier: earlier ?? {},
    skippedBefore: skippedBefore && new Set(skippedBefore),
    undoneBefore: input.undoneBefore ?? {},
    named: new Set(named),
    decisions,
    onFailure,
  };
}
