import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Progress, StepResult, StepTask, Where } from '../../contract/task.js';
import type { StepRun, StepType } from '../contract/define-step.js';
import { StepError } from '../contract/step-error.js';
import { ownIdentity } from '../process/proc.js';
import { type AttemptRecord, type OpenRecord, openRecord } from './attempt-record.js';
import { createContext } from './create-context.js';
import { endEarlier, workOn } from './earlier-attempts.js';
import { toFailure } from './failure.js';
import type { LiveAttempt, LiveSink } from './live.js';
import { logSizes } from './log-pieces.js';
import { hidesNothing, type Masker } from './masking/masker.js';
import { carryOut } from './modes.js';
import { outcomeUnknown, whatIsKnown } from './outcome-unknown.js';
import {
  attemptId,
  attemptsFolder,
  nameLogsFolder,
  stepLogsFolder,
  stepStateFolder,
} from './places.js';
import { prepare } from './prepare.js';
import { Report } from './report.js';
import type { SecretSource } from './secrets.js';
import { StepLog } from './step-log.js';
import { TimeLimit } from './time-limit.js';

/** What a worker lends to its attempts. */
export interface AttemptServices {
  /** State directory. */
  home: string;
  secrets: SecretSource;
  /** Name of this host; tells whether the caller's environment is of use here. */
  host: string;
  /** What tells it from another one of that name. */
  hostId: string;
  bootId: string;
  /** Task queue of this worker. */
  queue: string;
  /** From the first signal to KILL when a program is ended, in ms. Default: 30 s. */
  grace?: number;
  /** Told of everything at once, for those who watch from this process. */
  live?: LiveSink;
}

/** Which attempt this is, and how it is spoken to while it runs. */
export interface AttemptCall {
  workflowId: string;
  runId: string;
  activityId: string;
  /** As Temporal counts, from 1. */
  attempt: number;
  /** As people count, from 1: each attempt of a visit is an activity of its own. */
  number: number;
  /** May be done again although nobody knows how far it got. */
  repeatable: boolean;
  /** Aborted when the step is cancelled, Temporal gave the attempt up, or the worker shuts down. */
  signal: AbortSignal;
  /** True if the abort is a shutdown: nobody asked for the step to stop. */
  shuttingDown(): boolean;
  heartbeat(progress: Progress): void;
}

/**
 * One attempt at a step, from its task to its result. Knows nothing of Temporal but the shape of
 * its failures.
 *
 * @throws ApplicationFailure whose type is a step error's code; the signal's reason when aborted
 */
export async function runAttempt(
  task: StepTask,
  type: StepType,
  services: AttemptServices,
  call: AttemptCall,
): Promise<StepResult> {
  const startedAt = new Date();
  const { mask, refused } = await maskerOf(task, services.secrets);
  const { live } = services;
  const where = whereIs(services);
  const self: LiveAttempt = {
    run: task.run.name,
    runId: task.run.runId,
    step: task.step,
    attempt: call.number,
  };
  const path = logFile(services.home, task, startedAt, call.number);
  const log = new StepLog(path, mask, logSizes, () => live?.logged(self));
  const report = new Report(services.host, mask, call.heartbeat, (now) =>
    live?.progress(self, now),
  );
  live?.started(self);
  const over = new AbortController();
  let limit: TimeLimit | undefined;
  let record: OpenRecord | undefined;
  let leave: (() => void) | undefined;
  log.note(
    `${task.mode} ${task.step} (${type.type}), attempt ${call.number} on ${services.host}, ${startedAt.toISOString()}`,
  );
  try {
    if (refused) throw refused;
    const ended = await endEarlier(services, { ...call, startedAt });
    if (ended > 0)
      log.note('a run of this name that is over still worked here: it was ended first');
    limit = new TimeLimit(task, AbortSignal.any([call.signal, over.signal]));
    record = openRecord(
      attemptsFolder(services.home),
      recordOf(task, type, services, call, startedAt),
    );
    leave = workOn(record.file, () => over.abort(displacedBy(task.step)));
    const { input, env } = await prepare(task, type, services);
    const run = await loadRun(type);
    const ctx = createContext({
      ...task,
      stateDirectory: openStateFolder(services.home, task),
      attemptDirectory: record.directory,
      env,
      signal: limit.signal,
      write: (line) => log.write(line),
      progress: (parts) => report.parts(parts),
      holdsSecret: (text) => mask.secretIn(text) !== undefined,
      groups: record.groups,
      ...(services.grace === undefined ? {} : { grace: services.grace }),
    });
    const note = (line: string) => log.note(line);
    return {
      ...(await carryOut({ task, type, run, input, ctx, report, record, mask, note })),
      where,
    };
  } catch (error) {
    const aborted = call.signal.aborted && limit?.exceeded === undefined;
    const lost = call.shuttingDown() && !call.repeatable && record?.phase() === 'changing';
    if (aborted && !lost) throw call.signal.reason;
    const isUnsafe = !call.repeatable && record?.phase() === 'changing';
    const own = limit?.exceeded ?? error;
    const cause = aborted ? outcomeUnknown(task.step) : whatIsKnown(own, task.step, isUnsafe);
    const failure = toFailure(cause, log.tail(), mask, where);
    log.note(`${failure.type}: ${failure.message}`);
    throw failure;
  } finally {
    limit?.close();
    // A look asks several machines at once: where one answer is enough, the other programs still run.
    over.abort(new Error('The attempt is over.'));
    await record?.idle();
    record?.close();
    report.close();
    log.close();
    live?.ended(self);
    leave?.();
  }
}

/** Where nobody knows what is to be hidden, nothing runs; why not holds no secret. */
async function maskerOf(
  task: StepTask,
  secrets: SecretSource,
): Promise<{ mask: Masker; refused?: unknown }> {
  try {
    return { mask: await secrets.maskerOf(task) };
  } catch (refused) {
    return { mask: hidesNothing, refused };
  }
}

function whereIs({ host, hostId, queue }: AttemptServices): Where {
  return { host, id: hostId, queue };
}

/** Nobody waits for it: another run of its name has begun. */
function displacedBy(step: string): StepError {
  return new StepError('worker.lost', {
    message: `The run of ${step} is over, and another one of its name has begun.`,
    next: 'Look at the run that has begun.',
    cutShort: true,
  });
}

async function loadRun(type: StepType): Promise<StepRun<unknown, unknown>> {
  if (type.run) return (await type.run()).default;
  throw new StepError('step.unknown', {
    message: `${type.type} is executed by the workflow itself, not by a worker.`,
    next: 'Bring the engine and its workers to the same version.',
  });
}

function recordOf(
  task: StepTask,
  type: StepType,
  services: AttemptServices,
  call: AttemptCall,
  startedAt: Date,
): Omit<AttemptRecord, 'phase' | 'programs' | 'groups'> {
  const { workflowId, runId, activityId, attempt, repeatable } = call;
  const { host, hostId, bootId, queue } = services;
  return {
    workflowId,
    runId,
    activityId,
    attempt,
    repeatable,
    host,
    hostId,
    bootId,
    queue,
    step: task.step,
    type: type.type,
    worker: ownIdentity(),
    startedAt: startedAt.toISOString(),
  };
}

function logFile(home: string, task: StepTask, startedAt: Date, attempt: number): string {
  const folder = stepLogsFolder(home, task.run, task.step);
  nameLogsFolder(folder, task.step);
  return join(folder, `${attemptId(startedAt, attempt)}.log`);
}

function openStateFolder(home: string, task: StepTask): string {
  const folder = stepStateFolder(home, task.run.pipeline, task.directory);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}
