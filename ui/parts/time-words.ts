/** Times as a person reads them. */
export function durationWords(ms: number): string {
  if (ms < 950) return `${Math.max(0, ms / 1000).toFixed(1)}s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${pad(seconds % 60)}s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours}h ${pad(minutes % 60)}m`;
  return `${Math.floor(hours / 24)}d ${hours % 24}h`;
}

const pad = (part: number) => String(part).padStart(2, '0');

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'always', style: 'long' });

/** `5 minutes ago`, `in 3 hours`. */
export function relativeWords(at: number, now: number): string {
  const difference = at - now;
  for (const [unit, size] of units) {
    if (Math.abs(difference) >= size) return relative.format(Math.trunc(difference / size), unit);
  }
  return difference > 0 ? 'in less than a minute' : 'just now';
}

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

export function clockWords(iso: string): string {
  return clock.format(new Date(iso));
}

const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'full' });

/** A day as a heading: `Saturday, November 28, 2026`. */
export function dayWords(iso: string): string {
  return day.format(new Date(iso));
}

export function dateWords(iso: string): string {
  return full.format(new Date(iso));
}
