const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** `0.4s`, `41s`, `3m 05s`, `2h 07m`, `3d 04h`: of one width class, so that columns stay still. */
export function duration(ms: number): string {
  const whole = Math.max(0, ms);
  if (whole < 9950) return `${(whole / second).toFixed(1)}s`;
  if (whole < minute) return `${Math.floor(whole / second)}s`;
  if (whole < hour) return pair(whole, minute, 'm', second, 's');
  if (whole < day) return pair(whole, hour, 'h', minute, 'm');
  return pair(whole, day, 'd', hour, 'h');
}

function pair(ms: number, big: number, bigUnit: string, small: number, smallUnit: string): string {
  const rest = Math.floor((ms % big) / small);
  return `${Math.floor(ms / big)}${bigUnit} ${String(rest).padStart(2, '0')}${smallUnit}`;
}

/** From the start to the end, or to now while there is none; undefined before the start. */
export function elapsed(
  times: { startedAt?: string; endedAt?: string },
  now: number,
): number | undefined {
  if (times.startedAt === undefined) return undefined;
  const end = times.endedAt === undefined ? now : Date.parse(times.endedAt);
  return Math.max(0, end - Date.parse(times.startedAt));
}

/** Local time of day: `12:00:01`. */
export function clock(time: number): string {
  const date = new Date(time);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(':');
}

/** Local date: `2026-11-23`. */
export function dateOf(iso: string): string {
  const date = new Date(iso);
  return [date.getFullYear(), twoDigits(date.getMonth() + 1), twoDigits(date.getDate())].join('-');
}

/** Local date and time: `2026-11-23 12:00`. */
export function dateAndTime(iso: string): string {
  const date = new Date(iso);
  return `${dateOf(iso)} ${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
