import type { Happening } from '../../contract/history.js';

/** What is read of one day. */
export interface Day {
  /** Of its first happening, ISO. */
  at: string;
  happenings: Happening[];
}

/** What the list of a history leaves out, or turns round. */
export interface Reading {
  /** What went well too, not only failures and what people did. */
  isWhole: boolean;
  newestFirst: boolean;
}

/** A history as it is read: by days, as the clock on the wall has them. */
export function daysOf(happenings: Happening[], { isWhole, newestFirst }: Reading): Day[] {
  const told = happenings.filter((one) => !isSaidElsewhere(one) && (isWhole || !wentWell(one)));
  const days: Day[] = [];
  for (const one of newestFirst ? told.toReversed() : told) {
    const last = days.at(-1);
    if (last !== undefined && isSameDay(last.at, one.at)) last.happenings.push(one);
    else days.push({ at: one.at, happenings: [one] });
  }
  return days;
}

/** That it runs again, or is paused, follows from what somebody asked. */
function isSaidElsewhere(one: Happening): boolean {
  return one.what === 'state' && one.state !== 'held' && one.state !== 'waiting-approval';
}

export function wentWell(one: Happening): boolean {
  return one.what === 'attempt' && one.outcome !== 'failed' && one.outcome !== 'lost';
}

function isSameDay(one: string, other: string): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}
