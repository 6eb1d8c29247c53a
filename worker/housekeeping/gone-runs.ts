import { rmdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readRecords } from '../../activities/attempt/attempt-record.js';
import { attemptsFolder, runLogsFolder } from '../../activities/attempt/places.js';
import { Tickets } from '../tickets.js';
import { type Note, notesBefore } from './notes.js';
import type { Keeps } from './temporal-keeps.js';

/** So long a run has to be gone from Temporal before what it left is removed: a server may be put back from a copy. */
export const grace = 7 * 24 * 60 * 60 * 1000;

export interface GoneOptions {
  home: string;
  keeps: Keeps;
  /** Since when runs are seen to be gone, from the looks before; kept current. */
  gone: { [chain: string]: number };
  now: number;
}

/**
 * Remove what belongs to runs that Temporal keeps no more: logs, notes of attempts; the note of each execution is
 * folded up. Only notes lead here, so that what another Temporal keeps, or has kept, is left alone.
 * @returns how many runs
 * @throws Error if Temporal could not be asked; what was removed until then was gone
 */
export async function removeGoneRuns({ home, keeps, gone, now }: GoneOptions): Promise<number> {
  const { id, retention } = await keeps.namespace();
  const tickets = new Tickets(home);
  // An execution that began later is kept in any case, open or closed.
  const old = await notesBefore(tickets, now - retention, now);
  const own = old.filter(({ namespace }) => id !== '' && namespace === id);
  let removed = 0;
  const candidates = new Set<string>();
  for (const [name, notes] of groupedBy(own, 'name')) {
    const kept = await keeps.executionsOf(name);
    for (const [chain, members] of groupedBy(notes, 'runId')) {
      const ids = new Set([chain, ...members.map(({ execution }) => execution)]);
      if ([...ids].some((id) => kept.has(id))) continue;
      candidates.add(chain);
      // A clock that was set back begins anew.
      const since = Math.min(gone[chain] ?? now, now);
      gone[chain] = since;
      if (now - since < grace || runsHere(home, ids)) continue;
      candidates.delete(chain);
      if (await isKnown(keeps, name, chain, ids)) continue;
      await removeRun(home, tickets, members);
      removed++;
    }
  }
  for (const chain of Object.keys(gone)) if (!candidates.has(chain)) delete gone[chain];
  return removed;
}

/** Lists lag behind, and can be lost alone: each execution is asked for, and the latest of the name. */
async function isKnown(
  keeps: Keeps,
  name: string,
  chain: string,
  ids: ReadonlySet<string>,
): Promise<boolean> {
  if ((await keeps.chainOf(name)) === chain) return true;
  for (const id of ids) if ((await keeps.chainOf(name, id)) !== undefined) return true;
  return false;
}

/** Whoever removes a run from Temporal by hand does not end its programs. */
function runsHere(home: string, executions: ReadonlySet<string>): boolean {
  return readRecords(attemptsFolder(home)).some(({ record }) => executions.has(record.runId));
}

/** The notes last: they lead here again after a kill. */
async function removeRun(home: string, tickets: Tickets, notes: Note[]): Promise<void> {
  const logs = notes[0] && runLogsFolder(home, notes[0]);
  if (logs !== undefined) {
    await rm(logs, { recursive: true, force: true });
    removeEmpty(dirname(logs));
  }
  for (const { file, digest, execution } of notes) {
    await rm(tickets.attemptsOf(execution), { recursive: true, force: true });
    tickets.used.add(digest);
    await rm(file, { force: true });
  }
}

/** Not asynchronous: nothing of this process can begin to write there meanwhile. */
function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Other runs of the name are kept.
  }
}

function groupedBy(notes: Note[], field: 'name' | 'runId'): Map<string, Note[]> {
  const groups = new Map<string, Note[]>();
  for (const note of notes) {
    const group = groups.get(note[field]);
    if (group) group.push(note);
    else groups.set(note[field], [note]);
  }
  return groups;
}
