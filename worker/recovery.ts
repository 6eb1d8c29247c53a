import {
  ActivityNotFoundError,
  type Client,
  isGrpcServiceError,
  ServiceError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import type { ApplicationFailure } from '@temporalio/common';
import {
  type AttemptRecord,
  readRecords,
  removeRecord,
} from '../activities/attempt/attempt-record.js';
import { endPrograms } from '../activities/attempt/end-programs.js';
import { toFailure } from '../activities/attempt/failure.js';
import { hidesNothing } from '../activities/attempt/masking/masker.js';
import { outcomeUnknown } from '../activities/attempt/outcome-unknown.js';
import { attemptsFolder } from '../activities/attempt/places.js';
import { StepError } from '../activities/contract/step-error.js';
import { isAlive } from '../activities/process/proc.js';

export interface RecoveryOptions {
  /** State directory. */
  home: string;
  /** This host, and its boot: only attempts of this host are recovered. */
  host: string;
  bootId: string;
  /** With the data converter of the runs. */
  client: Client;
  /** From the first signal to KILL when a program is ended, in ms. Default: 30 s. */
  grace?: number;
}

/** An attempt whose worker was lost, and what came of it. */
export interface Recovered {
  record: AttemptRecord;
  /**
   * `failed`: told to Temporal, which goes by the step's retry policy; `gone`: Temporal no longer
   * waits for it; `unreachable`: Temporal could not be told, the heartbeat's time-out will.
   */
  told: 'failed' | 'gone' | 'unreachable';
}

/**
 * Clean up after workers of this host that were killed: end the programs of their attempts, then
 * fail the attempts, so that the next ones begin at once and not when the heartbeat is missed. To
 * be done before the new worker polls: an attempt must not meet the programs of the one before.
 */
export async function recoverLostAttempts(options: RecoveryOptions): Promise<Recovered[]> {
  const lost = readRecords(attemptsFolder(options.home)).filter(
    ({ record }) => record.host === options.host && !worksStill(record, options.bootId),
  );
  return Promise.all(
    lost.map(async ({ file, record }) => {
      // Process numbers mean nothing after another boot, which has ended all processes.
      if (record.bootId === options.bootId) await endPrograms(file, record, options.grace);
      const told = await tell(options.client, record);
      if (told !== 'unreachable') removeRecord(file);
      return { record, told };
    }),
  );
}

/** Several workers may share a state directory; those that live mind their own attempts. */
function worksStill(record: AttemptRecord, bootId: string): boolean {
  return record.bootId === bootId && isAlive(record.worker);
}

async function tell(client: Client, record: AttemptRecord): Promise<Recovered['told']> {
  const { workflowId, runId, activityId } = record;
  try {
    if (!(await isWaitedFor(client, record))) return 'gone';
    await releaseRun(client, workflowId, runId);
    await client.activity.fail({ workflowId, runId, activityId }, failureOf(record));
    return 'failed';
  } catch (error) {
    return isNotFound(error) ? 'gone' : 'unreachable';
  }
}

/** Completion by id names no attempt, so a later one of the same step must not be hit. */
async function isWaitedFor(client: Client, record: AttemptRecord): Promise<boolean> {
  const handle = client.workflow.getHandle(record.workflowId, record.runId);
  const { raw, status } = await handle.describe();
  return (
    status.name === 'RUNNING' &&
    (raw.pendingActivities ?? []).some(
      (pending) => pending.activityId === record.activityId && pending.attempt === record.attempt,
    )
  );
}

/**
 * A killed worker leaves its runs bound to a queue of its own, where the server waits ten seconds
 * for it before another worker is asked. This lets go of one run at once.
 */
async function releaseRun(client: Client, workflowId: string, runId: string): Promise<void> {
  await client.workflowService.resetStickyTaskQueue({
    namespace: client.options.namespace,
    execution: { workflowId, runId },
  });
}

function failureOf(record: AttemptRecord): ApplicationFailure {
  const unsafe = !record.repeatable && record.phase === 'changing';
  const error = unsafe
    ? outcomeUnknown(record.step)
    : new StepError('worker.lost', {
        message: `The worker was lost while ${record.step} ran on ${record.host}.`,
        next: 'Its programs were ended. See that a worker runs, then resume.',
      });
  const { host, hostId: id, queue } = record;
  return toFailure(error, [], hidesNothing, id === undefined ? undefined : { host, id, queue });
}

/** The SDK has an error of its own for each call; below them is gRPC's NOT_FOUND, 5. */
function isNotFound(error: unknown): boolean {
  const cause = error instanceof ServiceError ? error.cause : error;
  return (
    error instanceof WorkflowNotFoundError ||
    error instanceof ActivityNotFoundError ||
    (isGrpcServiceError(cause) && cause.code === 5)
  );
}
