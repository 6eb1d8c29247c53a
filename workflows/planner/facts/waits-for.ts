import { isOfStep, stepOf } from '../../../contract/address.js';
import type { PlannedStep } from '../../../contract/plan.js';
import type { WaitsFor } from '../../../contract/run.js';
import type { Memory } from '../../memory.js';
import { downstream, enclosingGroups } from './graph.js';
import type { Rules } from './rules.js';
import { isNodeSatisfied } from './status.js';

/** As many are named, so that a plan whose steps need hundreds of others can be shown. */
const most = 3;

/** Says of each instance that has not begun what it waits for; undefined where that cannot be told. */
export function waitingFor(
  rules: Rules,
  memory: Memory,
): (step: PlannedStep, id: string) => WaitsFor | undefined {
  const missing = memory.undo ? standingOn(rules, memory) : unmetNeeds(rules, memory);
  const known = new Map<string, string[]>();
  return (step, id) => {
    if (memory.stopping && memory.undo === undefined) return undefined;
    const ids = known.get(step.id) ?? missing(step);
    known.set(step.id, ids);
    if (ids.length > 0) return brief(ids);
    const atOnce = memory.undo ? undefined : step.forEach?.maxParallel;
    const isInstance = isOfStep(id, step.id) && id !== step.id;
    if (atOnce === undefined || !isInstance || memory.paused) return undefined;
    return { what: 'turn', atOnce };
  };
}

function brief(ids: string[]): WaitsFor {
  const more = ids.length - most;
  return { what: 'steps', ids: ids.slice(0, most), ...(more > 0 ? { more } : {}) };
}

/** What it needs by itself or through its groups; or, where all that is met, what these stand on. */
function unmetNeeds({ graph, mode }: Rules, memory: Memory) {
  const satisfied = new Map<string, boolean>();
  const isMissing = (id: string) => {
    const is = satisfied.get(id) ?? isNodeSatisfied(graph, memory, id);
    satisfied.set(id, is);
    return !is;
  };
  return (step: PlannedStep): string[] => {
    const nodes = [step, ...enclosingGroups(graph, step.group)];
    // A look changes nothing, so it only waits for what it reads.
    const direct = nodes.flatMap(({ needs, reads }) => (mode === 'up' ? needs : reads));
    const missing = [...new Set(direct)].filter(isMissing);
    if (missing.length > 0 || mode !== 'up') return missing;
    return [...(graph.upstream.get(step.id) ?? [])].filter(isMissing);
  };
}

/** Whatever stands on a step is taken down before it. */
function standingOn({ graph }: Rules, { undo = {} }: Memory) {
  const going = ['waiting', 'running', 'retrying'];
  const open = new Set(
    Object.entries(undo).flatMap(([id, { state }]) => (going.includes(state) ? [stepOf(id)] : [])),
  );
  return (step: PlannedStep) => downstream(graph, step.id).filter((id) => open.has(id));
}
