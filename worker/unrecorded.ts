import type { Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { readProcess } from '../activities/process/proc.js';

export interface UnrecordedOptions {
  client: Client;
  /** This host: only what its workers were given is checked. */
  host: string;
  /** Task queue of the runs. */
  queue: string;
}

/** PENDING_ACTIVITY_STATE_STARTED of Temporal's API. */
const started = 2;

/**
 * Temporal's own name for a missed heartbeat. A failure of this type is repeated exactly where a missed
 * heartbeat would be: the server goes by the step's list of types that are not, which it tells nobody.
 */
const missed = 'TemporalTimeout:Heartbeat';

/**
 * Fail the attempts that Temporal gave to a worker of this host which is gone, and of which nothing
 * is on disk: it was killed before it had written the record, or after it had removed it and
 * before Temporal was told. To be done after those on disk; without it the heartbeat's time-out
 * does the same after half a minute.
 *
 * @returns ids of the activities
 */
export async function failUnrecorded(options: UnrecordedOptions): Promise<string[]> {
  const { client, queue } = options;
  const query = `ExecutionStatus = "Running" AND TaskQueue = "${queue}"`;
  const failed: string[] = [];
  for await (const { workflowId, runId } of client.workflow.list({ query })) {
    const { raw } = await client.workflow.getHandle(workflowId, runId).describe();
    for (const { activityId, state, lastWorkerIdentity } of raw.pendingActivities ?? []) {
      if (!activityId || Number(state) !== started) continue;
      if (!wasOurs(lastWorkerIdentity, options.host)) continue;
      const message = 'The worker was lost as the step began or ended';
      const failure = ApplicationFailure.create({ type: missed, message });
      await client.activity.fail({ workflowId, runId, activityId }, failure);
      failed.push(activityId);
    }
  }
  return failed;
}

/** A worker calls itself `PID@HOST`. Where the number was given to another process, it is left alone. */
function wasOurs(identity: string | null | undefined, host: string): boolean {
  const [pid, at] = identity?.split('@') ?? [];
  return at === host && readProcess(Number(pid)) === undefined;
}
