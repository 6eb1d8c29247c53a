import { ScheduleError } from './schedule-error.js';

/** What stands for five fields. */
const words = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];
const months = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');
/** The longest that each can be. */
const daysOf = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Temporal's cron expressions for a line as crontab has it. Temporal's own reading is another: it takes
 * six and seven fields, and of a day of month and a day of week it asks for both.
 *
 * @throws ScheduleError `schedule.invalid` for what is no such line, or never due; what a field
 *   holds is for Temporal to read
 */
export function cronExpressions(cron: string): string[] {
  const text = cron.trim();
  if (text.startsWith('@')) return [word(text)];
  const fields = text.split(/\s+/);
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = fields;
  if (fields.length !== 5 || /^(CRON_)?TZ=/.test(minute)) throw notFive(cron, fields);
  if (isNever(day, month)) {
    const why = `cron: ${cron} is never due: there is no such day in ${month}.`;
    throw new ScheduleError('schedule.invalid', why, 'Correct the day of month, or the month.');
  }
  // crontab: where both say something, either will do.
  if (isAny(day) || isAny(weekday)) return [fields.join(' ')];
  const rest = (one: string, other: string) => [minute, hour, one, month, other].join(' ');
  return [rest(day, '*'), rest('*', weekday)];
}

function word(text: string): string {
  if (words.includes(text)) return text;
  const every = /^@every\s+(\S+)$/.exec(text)?.[1];
  if (every !== undefined) {
    const next = `Write it as every, not as cron: {"every": "${every}"}.`;
    throw new ScheduleError('schedule.invalid', 'cron knows no @every.', next);
  }
  const next = `Write five fields, or one of ${words.join(', ')}.`;
  throw new ScheduleError('schedule.invalid', `cron knows no ${text}.`, next);
}

function notFive(cron: string, fields: string[]): ScheduleError {
  const zone = fields.find((field) => /^(CRON_)?TZ=/.test(field));
  const next =
    zone === undefined
      ? 'Write minute, hour, day of month, month and day of week: `0 2 * * *` is every night at two. There are no seconds and no years.'
      : `Leave it out, and give the time zone as timeZone: ${zone.replace(/^.*=/, '')}.`;
  const why = `cron: ${cron} has ${fields.length} fields, not five.`;
  return new ScheduleError(
    'schedule.invalid',
    zone === undefined ? why : `cron takes no ${zone}.`,
    next,
  );
}

/** `*`, and `*` followed by a step, as crontab has it. */
function isAny(field: string): boolean {
  return field.startsWith('*') || field === '?';
}

/** Whether no month that is meant has a day that is meant. What cannot be read is left to Temporal. */
function isNever(day: string, month: string): boolean {
  if (isAny(day)) return false;
  const firsts = day.split(',').map((part) => Number(/^\d+/.exec(part)?.[0] ?? 0));
  const first = Math.min(...firsts);
  return monthsIn(month).every((one) => (daysOf[one - 1] ?? 31) < first);
}

function monthsIn(field: string): number[] {
  return field.split(',').flatMap((part) => {
    const [range = '', step = '1'] = part.split('/');
    const [from, to] = isAny(range) ? [1, 12] : range.split('-').map(monthOf);
    const first = from ?? 1;
    // As crontab: a step after one number goes on to the end.
    const last = to ?? (part.includes('/') ? 12 : first);
    const all = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
    return all.filter((one) => (one - first) % Math.max(1, Number(step) || 1) === 0);
  });
}

function monthOf(text: string): number {
  const named = months.indexOf(text.slice(0, 3).toUpperCase()) + 1;
  return named || Number(text) || 1;
}
