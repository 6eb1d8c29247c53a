import { setTimeout as wait } from 'node:timers/promises';
import type { LiveBus, LiveEvent } from '../../worker/live.js';
import { type LogQuery, listLogs, readLog } from '../../worker/logs.js';
import type { LogLines } from '../schemas/log.js';
import { Version } from './version.js';

/** How far a page has read: everything of the attempts before, and this one up to an offset. */
export interface LogPosition {
  attempt: string;
  offset: number;
}

/** `20261123T180200.123Z-2@4711`; undefined for what is none. */
export function positionOf(text: string | undefined): LogPosition | undefined {
  const [, attempt, offset] = /^([0-9TZ.-]+)@(\d{1,15})$/.exec(text ?? '') ?? [];
  if (attempt === undefined || offset === undefined) return undefined;
  return { attempt, offset: Number(offset) };
}

/** Where nothing is heard, the files are looked at as often, in ms. */
const everyMs = 2_000;

/** What is in the logs of a step from a place on, and then what comes, until the signal is aborted. */
export async function* followLog(
  { home, live }: { home: string; live: LiveBus },
  query: LogQuery & { step: string },
  after: LogPosition | undefined,
  signal: AbortSignal,
): AsyncGenerator<LogLines> {
  const heard = new Version();
  const hear = (event: LiveEvent) => {
    if (event.run === query.name && event.step === query.step) heard.bump();
  };
  live.on('attempt', hear);
  const offsets = new Map(after && [[after.attempt, after.offset]]);
  /** Sizes up to which logs were read: one that has not grown holds nothing new. */
  const sizes = new Map<string, number>();
  try {
    while (!signal.aborted) {
      const seen = heard.number;
      for (const log of await listLogs(home, query)) {
        // Ids sort by time.
        if (after && log.id < after.attempt) continue;
        if (sizes.get(log.path) === log.size) continue;
        sizes.set(log.path, log.size);
        for (;;) {
          const from = offsets.get(log.id) ?? 0;
          const { lines, offset } = await readLog(log.path, from);
          if (lines.length === 0 || signal.aborted) break;
          offsets.set(log.id, offset);
          yield { attempt: log.id, step: log.step, number: log.attempt, lines, from, offset };
        }
      }
      await either(heard, seen, signal);
    }
  } finally {
    live.off('attempt', hear);
  }
}

async function either(heard: Version, seen: number, signal: AbortSignal): Promise<void> {
  const done = new AbortController();
  const both = AbortSignal.any([signal, done.signal]);
  const pause = wait(everyMs, undefined, { signal: both }).catch(() => {});
  await Promise.race([heard.after(seen, both), pause]);
  done.abort();
}
