import type { Json } from '../../contract/plan.js';
import { refusal } from '../refusal.js';
import { type Doer, handOverFor } from './caller.js';

/** Orders to an open run that a person gives in a word. */

export interface Skip {
  /** Address of the held step. */
  step: string;
  reason: string;
  /** It was done by hand, and counts as done in runs that go on from this one too. */
  done?: boolean;
  /** Needed where another step reads them. */
  outputs?: { [name: string]: Json };
}

export interface Decision {
  /** Address of the approval; default: the only one that waits. */
  step?: string;
  reason?: string;
}

export interface Abort {
  /** Take down what the run made; else it is left. */
  undo: boolean;
  /** End a run that cannot go on and takes no orders, as it is. */
  force?: boolean;
  reason?: string;
}

export async function skip(doer: Doer, name: string, asked: Skip): Promise<void> {
  await handOverFor(doer, name);
  await doer.runs.skip(name, { ...asked, by: doer.caller.by });
}

export async function decide(
  doer: Doer,
  name: string,
  verb: 'approve' | 'reject',
  asked: Decision,
): Promise<void> {
  await handOverFor(doer, name);
  await doer.runs[verb](name, { ...asked, by: doer.caller.by });
}

export async function abort(doer: Doer, name: string, asked: Abort): Promise<void> {
  const { undo, force, reason } = asked;
  const { by } = doer.caller;
  const why = reason === undefined ? {} : { reason };
  if (force && undo) throw refusal('abort', name, 'what cannot go on can take nothing down');
  if (force) return doer.runs.end(name, { by, ...why });
  if (undo) await handOverFor(doer, name);
  await doer.runs.abort(name, { undo, by, ...why });
}

export async function pause({ runs, caller }: Doer, name: string): Promise<void> {
  await runs.pause(name, { by: caller.by });
}
