import type { Selection } from '../../contract/orders.js';
import { fingerprintOfStart } from '../../workflows/planner/preview/fingerprint.js';
import { type Doer, handOver } from './caller.js';
import { whereItIsUp } from './place.js';
import type { ReadyPipeline } from './ready.js';
import { checkedSelection } from './selection.js';

export interface LookRequest extends ReadyPipeline {
  /** Name of the run that it is a look at; default: the pipeline's. */
  name?: string;
  selection?: Selection;
}

/** A look that was started; its name is one of its own. */
export interface Look {
  name: string;
  runId: string;
  /** Given with an up (`planned`), that is refused where it would bring up something else. */
  fingerprint: string;
  /** Task queue of the computer that is looked at, where that is another one. */
  queue?: string;
}

/** Looks at every step and changes nothing: `plan` and `verify` say what was seen in two ways. */
export async function look(doer: Doer, request: LookRequest): Promise<Look> {
  const { plan, inputs, name = plan.name } = request;
  const selection = checkedSelection(request.selection, plan);
  const from = await whereItIsUp(doer, name, plan);
  await handOver(doer, plan);
  const started = await doer.runs.start({
    ...from,
    plan,
    inputs,
    mode: 'look',
    name,
    ...(selection ? { selection } : {}),
  });
  const fingerprint = fingerprintOfStart({ plan, inputs, selection });
  const isHere = from.queue === doer.caller.queue;
  return { ...started, fingerprint, ...(isHere ? {} : { queue: from.queue }) };
}
