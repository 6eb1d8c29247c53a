import type { Selection } from '../../contract/orders.js';
import type { Plan } from '../../contract/plan.js';
import { didYouMean } from '../../language/names.js';
import { buildGraph } from '../../workflows/planner/facts/graph.js';
import { selectedSteps } from '../../workflows/planner/facts/participants.js';
import { ClientError } from '../refusal.js';

const ways = ['only', 'from', 'until', 'skip'] as const;

/**
 * The steps that take part; undefined for all.
 * @throws ClientError `step.unknown` for an id that is neither a step nor a group, `selection.empty`
 *   where nothing would be done: a run without a step would succeed, and bring nothing up
 */
export function checkedSelection(asked: Selection | undefined, plan: Plan): Selection | undefined {
  if (asked === undefined) return undefined;
  const ids = [...plan.groups, ...plan.steps].map(({ id }) => id);
  for (const way of ways) {
    const step = asked[way]?.find((id) => !ids.includes(id));
    if (step === undefined) continue;
    const hint = didYouMean(step, ids, 'the steps are');
    throw new ClientError({ code: 'step.unknown', way, step, ...(hint ? { hint } : {}) });
  }
  if (ways.every((way) => asked[way] === undefined)) return undefined;
  if (selectedSteps(buildGraph(plan), asked).size > 0) return asked;
  throw new ClientError({ code: 'selection.empty', pipeline: plan.name });
}
