import ms from 'ms';
import type { ScheduleTimes } from '../../client/schedules.js';
import { ProblemError } from '../problem.js';

/** A run a minute is the most; Temporal itself reads cron and time zones. */
const shortest = 60_000;

/** @throws ProblemError `schedule.invalid` */
export function checkTimes({ cron, every, timeZone }: ScheduleTimes): void {
  if ((cron === undefined) === (every === undefined)) {
    throw invalid('A schedule has either cron or every.', 'Give one of the two.');
  }
  if (every !== undefined && !(/^\d+[smhdw]$/.test(every) && ms(every as '1h') >= shortest)) {
    throw invalid(`every: ${every} is no time of a minute or more.`, 'Write 30m, 6h or 1d.');
  }
  if (every !== undefined && timeZone !== undefined) {
    throw invalid('A time zone says nothing of every.', 'Leave it out, or use cron.');
  }
  if (timeZone !== undefined && !isTimeZone(timeZone)) {
    throw invalid(`There is no time zone ${timeZone}.`, 'Write one like Europe/Zurich.');
  }
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) instanceof Intl.DateTimeFormat;
  } catch {
    return false;
  }
}

function invalid(detail: string, next: string): ProblemError {
  return new ProblemError({ code: 'schedule.invalid', detail, next });
}
