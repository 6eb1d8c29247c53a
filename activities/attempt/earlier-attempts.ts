import { setTimeout as sleep } from 'node:timers/promises';
import { StepError } from '../contract/step-error.js';
import { defaultGrace } from '../process/groups.js';
import { isAlive } from '../process/proc.js';
import { type AttemptRecord, readRecords, removeRecord } from './attempt-record.js';
import { endGroups, endPrograms } from './end-programs.js';
import { attemptsFolder } from './places.js';

/**
 * Attempts that nobody waits for any more: their run was terminated in Temporal, or Temporal gave them
 * up. Their worker hears of it with a heartbeat, up to half a minute later; until then their programs
 * would work beside those of the run that goes on. A name has one run at a time, so whatever works
 * for another run of that name on this computer is ended first.
 */

interface Own {
  end(): void;
  over: Promise<void>;
}

/** What this process works on, by the files of its records. */
const here = new Map<string, Own>();

/** Let an attempt be ended by one that follows it. The answer is called when it is over. */
export function workOn(file: string, end: () => void): () => void {
  let leave = () => {};
  const over = new Promise<void>((resolve) => {
    leave = resolve;
  });
  here.set(file, { end, over });
  return () => {
    here.delete(file);
    leave();
  };
}

/**
 * Runs for which nothing earlier works here any more. To read all records at every attempt would cost the more,
 * the more attempts there are.
 */
const cleared = new Set<string>();
const mostCleared = 1000;

interface Place {
  home: string;
  host: string;
  bootId: string;
  grace?: number;
}

interface Begun {
  startedAt: Date;
  workflowId: string;
  runId: string;
  activityId: string;
  /** Of this activity, from 1: Temporal begins another one where it gave the last one up. */
  attempt: number;
  signal: AbortSignal;
}

/** How much longer than a program gets to end an attempt may take (ms). */
const further = 30_000;

/** How often a record of another living worker is read again (ms). */
const every = 100;

/**
 * End what works still of earlier attempts, and wait for it.
 * @returns how many there were
 * @throws StepError `lock.busy` where one does not end; the signal's reason when aborted
 */
export async function endEarlier(place: Place, begun: Begun): Promise<number> {
  const run = `${place.home} ${begun.runId}`;
  if (cleared.has(run) && begun.attempt === 1) return 0;
  const earlier = readRecords(attemptsFolder(place.home)).filter(({ record }) =>
    isOver(record, place, begun),
  );
  if (earlier.length > 0) await endAll(earlier, place, begun);
  cleared.add(run);
  for (const [oldest] of cleared.entries()) if (cleared.size > mostCleared) cleared.delete(oldest);
  return earlier.length;
}

async function endAll(
  earlier: { file: string; record: AttemptRecord }[],
  place: Place,
  begun: Begun,
): Promise<void> {
  const over = new AbortController();
  const signal = AbortSignal.any([begun.signal, over.signal]);
  try {
    await Promise.race([
      Promise.all(earlier.map(({ file, record }) => end(file, record, place, signal))),
      tooLate(earlier, place, signal),
    ]);
  } catch (error) {
    begun.signal.throwIfAborted();
    throw error;
  } finally {
    over.abort();
  }
}

function isOver(record: AttemptRecord, { host, bootId }: Place, begun: Begun): boolean {
  if (record.host !== host || record.bootId !== bootId) return false;
  if (record.workflowId !== begun.workflowId) return false;
  if (Date.parse(record.startedAt) > begun.startedAt.getTime()) return false;
  return record.runId !== begun.runId || record.activityId === begun.activityId;
}

async function end(
  file: string,
  record: AttemptRecord,
  place: Place,
  signal: AbortSignal,
): Promise<void> {
  const own = here.get(file);
  if (own) {
    own.end();
    await own.over;
    return;
  }
  if (!isAlive(record.worker)) {
    await endPrograms(file, record, place.grace);
    removeRecord(file);
    return;
  }
  // Another worker of this state directory: it notices that its program was ended.
  for (let now: AttemptRecord | undefined = record; now; now = recordIn(file, place)) {
    await endGroups(now, place.grace);
    await sleep(every, undefined, { signal });
  }
}

function recordIn(file: string, { home }: Place): AttemptRecord | undefined {
  return readRecords(attemptsFolder(home)).find((one) => one.file === file)?.record;
}

async function tooLate(
  earlier: { record: AttemptRecord }[],
  { grace = defaultGrace }: Place,
  signal: AbortSignal,
): Promise<never> {
  await sleep(grace + further, undefined, { signal });
  const [first] = earlier;
  throw new StepError('lock.busy', {
    message: `An earlier attempt at ${first?.record.step} still works (process ${first?.record.worker.pid}), though it was told to end.`,
    next: 'Look what keeps it, end it, then resume.',
  });
}
