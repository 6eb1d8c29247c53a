import type { Selection } from '../../contract/orders.js';
import type { RunView } from '../../contract/run.js';
import { fingerprintOfStart } from '../../workflows/planner/preview/fingerprint.js';
import { ClientError } from '../refusal.js';
import type { StartRequest } from '../requests.js';
import { type Doer, handOver, startedBy } from './caller.js';
import { refuseElsewhere } from './place.js';
import type { ReadyPipeline } from './ready.js';
import { checkedSelection } from './selection.js';

export interface UpRequest extends ReadyPipeline {
  /** Name of the run; default: the pipeline's. */
  name?: string;
  selection?: Selection;
  /** Fingerprint of a look: refused where something else would be brought up by now. */
  planned?: string;
  /** Overrides every step's `on-failure`. */
  onFailure?: 'fail';
  /** Where a run of that name is open already: go on with it, if need be. Default: refuse. */
  join?: boolean;
}

/** A run, and whether it was started now, let go on, or is under way since before. */
export interface Up {
  name: string;
  runId: string;
  how: 'started' | 'resumed' | 'joined';
}

/** Brings a pipeline up. */
export async function up(doer: Doer, request: UpRequest): Promise<Up> {
  const { plan, inputs, onFailure, join } = request;
  const selection = checkedSelection(request.selection, plan);
  const name = request.name ?? plan.name;
  refuseOther(request, selection);
  await refuseElsewhere(doer, name, plan);
  await handOver(doer, plan);
  const start: StartRequest = {
    ...startedBy(doer.caller),
    plan,
    inputs,
    mode: 'up',
    name,
    ...(selection ? { selection } : {}),
    ...(onFailure ? { onFailure } : {}),
  };
  try {
    return { ...(await doer.runs.start(start)), how: 'started' };
  } catch (error) {
    if (!(join && error instanceof ClientError && error.code === 'run.busy')) throw error;
    const open = await doer.runs.view(name);
    if (open.mode !== 'up') throw error;
    return joined(doer, open);
  }
}

/** @throws ClientError `plan.differs` */
function refuseOther({ plan, inputs, planned }: UpRequest, selection: Selection | undefined): void {
  const now = fingerprintOfStart({ plan, inputs, selection });
  if (planned === undefined || planned === now) return;
  throw new ClientError({ code: 'plan.differs', pipeline: plan.name, planned, now });
}

async function joined({ runs, caller }: Doer, open: RunView): Promise<Up> {
  const { name, runId, state, paused } = open;
  if (state !== 'held' && paused === undefined) return { name, runId, how: 'joined' };
  await runs.resume(name, { by: caller.by });
  return { name, runId, how: 'resumed' };
}
