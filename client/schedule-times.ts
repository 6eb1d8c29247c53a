import type { ScheduleSpec } from '@temporalio/client';
import { durationPattern, parseDuration } from '../language/durations.js';
import { cronExpressions } from './cron.js';
import { ScheduleError } from './schedule-error.js';

/** When a schedule has its turns: by cron, or every so often. */
export interface ScheduleTimes {
  /** Five fields as in crontab, or `@daily` and the like. */
  cron?: string;
  /** `30m`, `6h`, `1h30m`, `1d`, `2w`. */
  every?: string;
  /** Of cron; default: UTC. */
  timeZone?: string;
}

/** A run a minute is the most, in ms. */
const shortest = 60_000;
const week = 7 * 24 * 60 * 60_000;

/**
 * What Temporal is told of the times.
 * @throws ScheduleError `schedule.invalid`
 */
export function specOf({ cron, every, timeZone }: ScheduleTimes): ScheduleSpec {
  if ((cron === undefined) === (every === undefined)) {
    throw invalid('A schedule has either cron or every.', 'Give one of the two.');
  }
  if (every !== undefined && timeZone !== undefined) {
    throw invalid('A time zone says nothing of every.', 'Leave it out, or use cron.');
  }
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    throw invalid(`There is no time zone ${timeZone}.`, 'Write one like Europe/Zurich.');
  }
  return {
    ...(cron === undefined ? {} : { cronExpressions: cronExpressions(cron) }),
    ...(every === undefined ? {} : { intervals: [{ every: interval(every) }] }),
    ...(timeZone === undefined ? {} : { timezone: timeZone }),
  };
}

function interval(every: string): number {
  const weeks = /^(\d+)w$/.exec(every)?.[1];
  const ms = weeks === undefined ? parseDuration(every) : Number(weeks) * week;
  if ((weeks !== undefined || durationPattern.test(every)) && ms >= shortest) return ms;
  throw invalid(`every: ${every} is no time of a minute or more.`, 'Write 30m, 6h or 1d.');
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) instanceof Intl.DateTimeFormat;
  } catch {
    return false;
  }
}

function invalid(detail: string, next: string): ScheduleError {
  return new ScheduleError('schedule.invalid', detail, next);
}
