import { randomBytes } from 'node:crypto';
import { type Client, ScheduleNotFoundError } from '@temporalio/client';
import type { ScheduledInput } from '../workflows/contract.js';
import { SignatureError } from './codec.js';
import { ScheduleError } from './schedule-error.js';
import { type ScheduleTimes, specOf } from './schedule-times.js';
import { ScheduleTurns, type Turn } from './schedule-turns.js';
import { reach } from './unreachable.js';

export interface NewSchedule extends ScheduleTimes {
  input: ScheduledInput;
  /** The pipeline's name, for who reads the list. */
  pipeline: string;
  paused?: boolean;
}

export interface Schedule extends ScheduleTimes {
  id: string;
  input: ScheduledInput;
  pipeline: string;
  paused: boolean;
  note?: string;
  createdAt: string;
  /** The next turns, ISO. */
  next: string[];
  /** The last turns, newest first. */
  recent: Turn[];
}

const workflowType = 'scheduled';
/** INVALID_ARGUMENT of gRPC: the server cannot read the times. */
const invalidArgument = 3;
/** A list lags behind by as much, in ms. */
const lag = 10_000;

/** Temporal's schedules of Muster's runs. What they start is signed like all else: see `codec.ts`. */
export class Schedules {
  readonly #client: Client;
  readonly #queue: string;
  readonly #turns: ScheduleTurns;
  /** Made or deleted a moment ago: Temporal's list does not know it yet. */
  readonly #recent = new Map<string, { exists: boolean; until: number }>();

  constructor(client: Client, queue: string) {
    this.#client = client;
    this.#queue = queue;
    this.#turns = new ScheduleTurns(client);
  }

  create(request: NewSchedule): Promise<Schedule> {
    return reach(async () => {
      const { input, pipeline, paused, ...times } = request;
      const spec = specOf(times);
      const id = `${input.name}-${input.mode}-${randomBytes(3).toString('hex')}`;
      try {
        await this.#client.schedule.create({
          scheduleId: id,
          spec,
          action: {
            type: 'startWorkflow',
            workflowType,
            workflowId: `schedule/${id}`,
            taskQueue: this.#queue,
            args: [input],
          },
          // A daemon that was away for longer leaves that turn out.
          policies: { catchupWindow: '1h' },
          memo: { pipeline, ...times },
          state: { paused: paused === true },
        });
      } catch (error) {
        throw invalidTimes(error) ?? error;
      }
      this.#remember(id, true);
      return this.#describe(id);
    });
  }

  list(): Promise<Schedule[]> {
    return reach(async () => {
      const ids = await this.#ids();
      const found = await Promise.all(
        ids.map((id) =>
          this.#describe(id).catch((error) => {
            if (isNoneOfOurs(error)) return undefined;
            throw error;
          }),
        ),
      );
      return found
        .filter((one) => one !== undefined)
        .sort((a, b) => a.createdAt.localeCompare(b.createdAt));
    });
  }

  get(id: string): Promise<Schedule> {
    return this.#known(id, () => this.#describe(id));
  }

  pause(id: string, note: string): Promise<void> {
    return this.#known(id, () => this.#client.schedule.getHandle(id).pause(note));
  }

  unpause(id: string, note: string): Promise<void> {
    return this.#known(id, () => this.#client.schedule.getHandle(id).unpause(note));
  }

  /** Have a turn now. */
  trigger(id: string): Promise<void> {
    return this.#known(id, () => this.#client.schedule.getHandle(id).trigger());
  }

  delete(id: string): Promise<void> {
    return this.#known(id, async () => {
      await this.#client.schedule.getHandle(id).delete();
      this.#remember(id, false);
    });
  }

  async #ids(): Promise<string[]> {
    const { workflowService, options } = this.#client.schedule;
    const ids = new Set<string>();
    let nextPageToken: Uint8Array | undefined;
    do {
      const page = await workflowService.listSchedules({
        namespace: options.namespace,
        maximumPageSize: 100,
        ...(nextPageToken ? { nextPageToken } : {}),
      });
      for (const { scheduleId, info } of page.schedules ?? []) {
        if (scheduleId && info?.workflowType?.name === workflowType) ids.add(scheduleId);
      }
      nextPageToken = page.nextPageToken?.length ? page.nextPageToken : undefined;
    } while (nextPageToken);
    for (const [id, { exists, until }] of this.#recent) {
      if (until < performance.now()) this.#recent.delete(id);
      else if (exists) ids.add(id);
      else ids.delete(id);
    }
    return [...ids];
  }

  async #describe(id: string): Promise<Schedule> {
    const found = await this.#client.schedule.getHandle(id).describe();
    const [input] = (found.action.args ?? []) as [ScheduledInput];
    const { pipeline, cron, every, timeZone } = (found.memo ?? {}) as Partial<NewSchedule>;
    const { note, paused } = found.state;
    return {
      id,
      input,
      pipeline: pipeline ?? input.name,
      ...(cron === undefined ? {} : { cron }),
      ...(every === undefined ? {} : { every }),
      ...(timeZone === undefined ? {} : { timeZone }),
      paused,
      ...(note ? { note } : {}),
      createdAt: found.info.createdAt.toISOString(),
      next: paused ? [] : found.info.nextActionTimes.slice(0, 5).map((at) => at.toISOString()),
      recent: await this.#turns.read(found.info.recentActions.toReversed()),
    };
  }

  #known<Answer>(id: string, ask: () => Promise<Answer>): Promise<Answer> {
    return reach(async () => {
      try {
        return await ask();
      } catch (error) {
        if (!(error instanceof ScheduleNotFoundError)) throw error;
        const next = 'Look at the list of schedules: it may have been deleted.';
        throw new ScheduleError('schedule.unknown', `There is no schedule ${id}.`, next);
      }
    });
  }

  #remember(id: string, exists: boolean): void {
    this.#recent.set(id, { exists, until: performance.now() + lag });
  }
}

/** What was deleted meanwhile, and what Muster did not sign, is no schedule of Muster's. */
function isNoneOfOurs(error: unknown): boolean {
  if (error instanceof ScheduleNotFoundError || error instanceof SignatureError) return true;
  return error instanceof Error && error.cause !== undefined && isNoneOfOurs(error.cause);
}

function invalidTimes(error: unknown): ScheduleError | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code, details: said = cause.message } = cause as { code?: unknown; details?: string };
    // The SDK makes a TypeError of the server's answer.
    if (code !== invalidArgument && !(cause instanceof TypeError)) continue;
    return new ScheduleError(
      'schedule.invalid',
      `The times of the schedule cannot be read: ${said}`,
      'Write five fields (`0 2 * * *`: every night at two), or @hourly, @daily, @weekly.',
    );
  }
  return undefined;
}
