import type { Selection } from '../../contract/orders.js';
import type { JsonObject, Plan } from '../../contract/plan.js';
import type { RunView } from '../../contract/run.js';
import type { Loaded } from '../../language/index.js';
import { buildGraph, downstream } from '../../workflows/planner/facts/graph.js';
import { selectedSteps } from '../../workflows/planner/facts/participants.js';
import { busy, ClientError, refusal } from '../refusal.js';
import type { Runs } from '../requests.js';
import { type Doer, handOver } from './caller.js';
import { whereItIs } from './place.js';
import { quotable, readPipeline, readyToRun } from './ready.js';
import { checkedSelection } from './selection.js';

export interface DownRequest {
  /**
   * Absolute path of the pipeline's file: read only where nothing was brought up under that name, for
   * what may be there all the same.
   */
  file?: string;
  /** Inputs for that; refused where they would not be used. */
  inputs?: JsonObject;
  /** Only these steps are taken down, and what stands on them. */
  selection?: Selection;
}

/** What a down takes down, in this order. */
export interface WhatGoesDown {
  name: string;
  steps: { id: string; what: string }[];
}

/** The run that takes down: a new one, or the held one, which is aborted with undo. */
export interface Down {
  name: string;
  runId: string;
  how: 'new-run' | 'held-run';
}

interface Target {
  plan: Plan;
  inputs: JsonObject;
  /** The steps that go; absent: all. */
  selection?: { only: string[] };
  held: RunView | undefined;
  /** Its file, where that was read. */
  loaded?: Loaded;
}

export async function whatGoesDown(
  doer: Doer,
  name: string,
  request: DownRequest,
): Promise<WhatGoesDown> {
  const { plan, selection } = await targetOf(doer, name, request);
  const taken = new Set(selection?.only ?? plan.steps.map(({ id }) => id));
  const steps = plan.steps.filter((step) => step.undoable && taken.has(step.id)).reverse();
  return { name, steps: steps.map((step) => ({ id: step.id, what: step.name ?? step.type })) };
}

/** Takes down what the last `up` of that name brought up, with its plan and its inputs. */
export async function down(doer: Doer, name: string, request: DownRequest): Promise<Down> {
  const { runs, caller } = doer;
  const from = await whereItIs(doer, name);
  const { plan, inputs, selection, held, loaded } = await targetOf(doer, name, request);
  if (loaded) caller.warn?.(quotable(loaded));
  await handOver(doer, plan);
  if (held !== undefined) {
    await runs.abort(name, { undo: true, reason: 'taken down', by: caller.by });
    return { name, runId: held.runId, how: 'held-run' };
  }
  const chosen = selection ? { selection } : {};
  const started = await runs.start({ ...from, plan, inputs, ...chosen, mode: 'down', name });
  return { ...started, how: 'new-run' };
}

async function targetOf(doer: Doer, name: string, request: DownRequest): Promise<Target> {
  const target = await whatThereIs(doer, name, request);
  const asked = checkedSelection(request.selection, target.plan);
  if (asked === undefined) return target;
  if (target.held !== undefined) {
    const why = `${name} is held, and taken down as a whole; abort it before`;
    throw refusal('down of some steps', name, why);
  }
  return { ...target, selection: { only: withDependents(target.plan, asked) } };
}

/** A step cannot go from under what stands on it. */
function withDependents(plan: Plan, asked: Selection): string[] {
  const graph = buildGraph(plan);
  const chosen = [...selectedSteps(graph, asked)];
  return [...new Set([...chosen, ...chosen.flatMap((id) => downstream(graph, id))])];
}

async function whatThereIs(
  { runs, caller }: Doer,
  name: string,
  { file, inputs = {} }: DownRequest,
): Promise<Target> {
  const open = await openRun(runs, name);
  if (open !== undefined && open.state !== 'held') throw busy(open, 'down');
  const last = await runs.lastUp(name);
  if (last !== undefined) {
    const isGiven = Object.keys(inputs).length > 0;
    if (isGiven) throw new ClientError({ code: 'inputs.unused', name });
    return { ...last, held: open };
  }
  if (file === undefined) throw new ClientError({ code: 'run.unknown', name, sought: 'up' });
  const loaded = await readPipeline(file, caller.env);
  return { ...readyToRun(loaded, file, inputs), held: open, loaded };
}

async function openRun(runs: Runs, name: string): Promise<RunView | undefined> {
  try {
    const view = await runs.view(name);
    return view.endedAt === undefined ? view : undefined;
  } catch (error) {
    if (error instanceof ClientError && error.code === 'run.unknown') return undefined;
    throw error;
  }
}
