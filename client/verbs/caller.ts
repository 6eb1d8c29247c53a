import type { Plan } from '../../contract/plan.js';
import type { Runs, StartedBy } from '../requests.js';
import type { Warn } from './ready.js';

/** Who uses the verbs, and where from. */
export interface Caller extends StartedBy {
  /** Hands values of secrets from the caller's environment to the engine, where it has any. */
  handOver?(names: readonly string[]): Promise<void>;
  /** Told of a pipeline's warnings where a verb reads its file. */
  warn?: Warn;
  /** Says which modules have further step types (MUSTER_STEPS); default: that of this process. */
  env?: NodeJS.ProcessEnv;
}

/** What each verb works with. */
export interface Doer {
  runs: Runs;
  caller: Caller;
}

/** What a start, in each mode, says of the caller. */
export function startedBy({ queue, environment, by }: Caller): StartedBy {
  return { queue, environment, by };
}

/** The secrets that a plan declares: its steps may need them in an engine that has just started. */
export async function handOver({ caller }: Doer, plan: Pick<Plan, 'secrets'>): Promise<void> {
  await caller.handOver?.(plan.secrets);
}

/** Those that a run declares, before an order has it go on. */
export async function handOverFor({ runs, caller }: Doer, name: string): Promise<void> {
  if (caller.handOver === undefined) return;
  const { secrets = [] } = await runs.view(name);
  await caller.handOver(secrets);
}
