import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Holder, holderIn, type Tickets } from '../tickets.js';
import { namesIn } from './names-in.js';

/** A note of an execution, in its file. */
export interface Note extends Holder {
  file: string;
  digest: string;
}

const ofExecution = /^[0-9a-f]{32}$/;
const draft = /^[0-9a-f]{32}\.[0-9a-f]+$/;
const day = 24 * 60 * 60 * 1000;

/**
 * The notes of executions that began before a time (ms). Those of Muster 0.1.0 do not say whose they are, and stay.
 * What a kill has left half-written is removed.
 */
export async function notesBefore(tickets: Tickets, before: number, now: number): Promise<Note[]> {
  const notes: Note[] = [];
  for (const name of await namesIn(tickets.folder)) {
    const file = join(tickets.folder, name);
    const written = (await stat(file).catch(() => undefined))?.mtimeMs ?? now;
    if (draft.test(name) && written < now - day) await rm(file, { force: true });
    if (!ofExecution.test(name) || written >= before) continue;
    const holder = holderIn(await readFile(file, 'utf8').catch(() => ''));
    if (holder) notes.push({ ...holder, file, digest: name });
  }
  return notes;
}
