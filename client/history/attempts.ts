import { addressOfActivity } from '../../contract/address.js';
import type { Attempt } from '../../contract/history.js';
import type { StepResult, StepTask } from '../../contract/task.js';
import { type HistoryEvent, timeOf } from './events.js';

type Scheduled = NonNullable<HistoryEvent['activityTaskScheduledEventAttributes']>;
type Payloads = NonNullable<NonNullable<Scheduled['input']>['payloads']>;
type Failure = NonNullable<
  NonNullable<HistoryEvent['activityTaskFailedEventAttributes']>['failure']
>;

/** What was written; undefined where it cannot be read, or nobody of Muster wrote it. */
export type Decode = (payloads: Payloads | null | undefined) => Promise<unknown>;

/** What Temporal has of one activity, which is an attempt; in runs of Muster 0.1.0 a visit. */
interface Activity {
  scheduled: HistoryEvent;
  started?: HistoryEvent;
  ended?: HistoryEvent;
}

/** Every attempt of which the events tell, in the order in which they began. */
export async function attemptsIn(events: HistoryEvent[], decode: Decode): Promise<Attempt[]> {
  return Promise.all(activitiesIn(events).map((activity) => attemptOf(activity, decode)));
}

function activitiesIn(events: HistoryEvent[]): Activity[] {
  const found: Activity[] = [];
  // By the number of its first event, which is unique in one execution.
  let known = new Map<string, Activity>();
  for (const event of events) {
    if (event.workflowExecutionStartedEventAttributes) known = new Map();
    if (event.activityTaskScheduledEventAttributes) {
      const activity = { scheduled: event };
      known.set(String(event.eventId), activity);
      found.push(activity);
    }
    const begun = event.activityTaskStartedEventAttributes;
    const started = begun && known.get(String(begun.scheduledEventId));
    if (started) started.started = event;
    const over = endOf(event);
    const ended = over && known.get(String(over.scheduledEventId));
    if (ended) ended.ended = event;
  }
  return found;
}

function endOf(event: HistoryEvent) {
  return (
    event.activityTaskCompletedEventAttributes ??
    event.activityTaskFailedEventAttributes ??
    event.activityTaskTimedOutEventAttributes ??
    event.activityTaskCanceledEventAttributes
  );
}

async function attemptOf(
  { scheduled, started, ended }: Activity,
  decode: Decode,
): Promise<Attempt> {
  const about = scheduled.activityTaskScheduledEventAttributes;
  const task = (await decode(about?.input?.payloads)) as Partial<StepTask> | undefined;
  return {
    what: 'attempt',
    at: timeOf(started ?? scheduled),
    ...(ended ? { endedAt: timeOf(ended) } : {}),
    step: addressOfActivity(about?.activityId ?? ''),
    ...(task?.mode ? { mode: task.mode } : {}),
    number: task?.attempt ?? started?.activityTaskStartedEventAttributes?.attempt ?? 1,
    ...(ended ? await endedAs(ended, decode) : {}),
  };
}

type End = Pick<Attempt, 'outcome' | 'code' | 'message'>;

async function endedAs(event: HistoryEvent, decode: Decode): Promise<End> {
  if (event.activityTaskCanceledEventAttributes) return { outcome: 'cancelled' };
  const failure =
    event.activityTaskFailedEventAttributes?.failure ??
    event.activityTaskTimedOutEventAttributes?.failure;
  if (failure) return failedAs(failure);
  const answer = event.activityTaskCompletedEventAttributes?.result?.payloads;
  const result = (await decode(answer)) as StepResult | undefined;
  if (result === undefined) return {};
  if ('undone' in result) return { outcome: result.undone ? 'undone' : 'nothing-to-undo' };
  if (!result.holds) return { outcome: 'to-do', message: result.why };
  return { outcome: result.changed ? 'changed' : 'unchanged' };
}

/** A worker that left or was lost: no failure of the step's. */
const lost = new Set(['WorkerShutdown', 'TemporalTimeout:Heartbeat', 'worker.lost']);
/** TIMEOUT_TYPE_HEARTBEAT of Temporal's API. */
const heartbeat = 4;

function failedAs({ message, applicationFailureInfo, timeoutFailureInfo }: Failure): End {
  if (timeoutFailureInfo) {
    return Number(timeoutFailureInfo.timeoutType) === heartbeat
      ? { outcome: 'lost' }
      : { outcome: 'failed', code: 'step.timeout', message: 'It did not end within its timeout' };
  }
  const code = applicationFailureInfo?.type ?? 'step.failed';
  if (lost.has(code)) return { outcome: 'lost' };
  return { outcome: 'failed', code, message: message ?? '' };
}
