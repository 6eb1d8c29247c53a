import type { Plan } from '../../contract/plan.js';
import { ClientError } from '../refusal.js';
import type { Place, StartedBy } from '../requests.js';
import { type Doer, startedBy } from './caller.js';

/**
 * Where steps without `runs-on` are done: on the task queue of their run. What one computer brought
 * up is there and nowhere else, so that who asks from another one is led there, or refused.
 */

/**
 * As the caller, but on the queue of the latest run of that name.
 * @throws ClientError `queue.unserved` where no worker is there
 */
export async function whereItIs(doer: Doer, name: string): Promise<StartedBy> {
  const { runs, caller } = doer;
  const place = await runs.placeOf(name);
  const queue = place?.queue ?? caller.queue;
  await refuseUnserved(doer, queue, name);
  return { ...startedBy(caller), queue };
}

/** The same of what is up; where nothing is, a look is at what there is here. */
export async function whereItIsUp(doer: Doer, name: string, plan: Plan): Promise<StartedBy> {
  const there = await upElsewhere(doer, name, plan);
  if (there === undefined) return startedBy(doer.caller);
  await refuseUnserved(doer, there.queue, name);
  return { ...startedBy(doer.caller), queue: there.queue };
}

/**
 * Brought up here too, it would be there twice, and nobody would take down what is there.
 * @throws ClientError `host.elsewhere`
 */
export async function refuseElsewhere(doer: Doer, name: string, plan: Plan): Promise<void> {
  const there = await upElsewhere(doer, name, plan);
  // An open run has its name, and may be joined.
  if (there === undefined || there.isOpen) return;
  const { queue, host } = there;
  throw new ClientError({
    code: 'host.elsewhere',
    name,
    queue,
    ...(host === undefined ? {} : { host }),
  });
}

/**
 * What a schedule starts is done on the computer of the schedule, in each of its turns.
 * @returns why a turn may not be had here, if so
 */
export async function whyNotHere(
  doer: Doer,
  name: string,
  plan: Plan,
): Promise<string | undefined> {
  const there = await upElsewhere(doer, name, plan);
  if (there === undefined) return undefined;
  return `${name} is up on another computer (queue ${there.queue}): make the schedule there`;
}

interface Elsewhere extends Place {
  /** Name of the computer. */
  host?: string;
}

/** Where else a name is up, as far as anybody knows; undefined: nowhere, or its run is open. */
async function upElsewhere(
  { runs, caller }: Doer,
  name: string,
  plan: Plan,
): Promise<Elsewhere | undefined> {
  const isLocal = plan.steps.some(
    ({ runsOn, type }) => runsOn === undefined && type !== 'approval',
  );
  if (!isLocal) return undefined;
  const place = await runs.placeOf(name);
  if (place === undefined || place.queue === caller.queue || place.isDown) return undefined;
  const { queue } = place;
  // Of a run that was ended from outside its worker alone can tell.
  const view = place.isOpen ? undefined : await runs.view(name).catch(() => undefined);
  // An abort with undo has left nothing.
  if (view?.left?.length === 0) return undefined;
  const host = view?.steps.find(({ where }) => where?.queue === queue)?.where?.host;
  return { ...place, ...(host === undefined ? {} : { host }) };
}

async function refuseUnserved({ runs, caller }: Doer, queue: string, name: string): Promise<void> {
  if (queue === caller.queue || (await runs.isServed(queue))) return;
  throw new ClientError({ code: 'queue.unserved', queue, name });
}
