import { createHash, randomBytes } from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { StepError } from '../activities/contract/step-error.js';
import { fileName } from '../contract/file-name.js';
import { UsedDigests } from './used-digests.js';

/** Whose a ticket is: an execution that has done something on this computer. */
export const holder = z.object({
  execution: z.string(),
  /** Workflow id of the run, and the first execution of its chain. */
  name: z.string(),
  runId: z.string(),
  /** Id of the Temporal namespace that keeps it: another server knows nothing of it. */
  namespace: z.string().optional(),
});
export type Holder = z.infer<typeof holder>;

/**
 * Notes on this computer's disk of what may be used once: a file for each execution, and for each attempt at a
 * step that cannot be checked. `housekeeping/` folds them up when Temporal keeps the run no more.
 */
export class Tickets {
  readonly folder: string;
  /** Those whose runs Temporal keeps no more: their starts cannot be executed again (decision 0035). */
  readonly used: UsedDigests;

  constructor(home: string) {
    this.folder = join(home, 'tickets');
    this.used = new UsedDigests(join(this.folder, 'used'));
  }

  /**
   * Whoever comes first has the ticket, and has it again.
   * @returns false if somebody else has it, or had it
   * @throws StepError `file.unwritable`
   */
  take(ticket: string, by: Holder): boolean {
    const digest = digestOf(ticket);
    const file = join(this.folder, digest);
    return this.#orUnwritable(() => {
      if (!placed(file, JSON.stringify(by))) return ownerOf(file) === by.execution;
      // Asked after the note is there: one that is folded up is written down as used before it goes.
      if (!this.used.has(digest)) return true;
      rmSync(file, { force: true });
      return false;
    });
  }

  /**
   * @returns false if the attempt was taken before
   * @throws StepError `file.unwritable`
   */
  takeAttempt(execution: string, attempt: string): boolean {
    const digest = digestOf(`${execution} ${attempt}`);
    // Where Muster 0.1.0 noted it.
    if (existsSync(join(this.folder, digest))) return false;
    return this.#orUnwritable(() => placed(join(this.attemptsOf(execution), digest), attempt));
  }

  /** Notes of the attempts that an execution made. */
  attemptsOf(execution: string): string {
    return join(this.folder, 'attempts', fileName(execution));
  }

  #orUnwritable<Answer>(note: () => Answer): Answer {
    try {
      return note();
    } catch (error) {
      throw new StepError('file.unwritable', {
        message: `A note of the run cannot be written: ${(error as Error).message}.`,
        next: `Make room in ${this.folder}, and see that this user may write there.`,
      });
    }
  }
}

function digestOf(ticket: string): string {
  return createHash('sha256').update(ticket).digest('hex').slice(0, 32);
}

/**
 * A draft that is moved into place: a full disk, or a power cut, leaves no empty note behind.
 * @returns false if there is one
 */
function placed(file: string, text: string): boolean {
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(draft, text, { flag: 'wx', mode: 0o600, flush: true });
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    // Muster 0.1.0 could leave one that nobody had.
    if (readFileSync(file, 'utf8') !== '') return false;
    renameSync(draft, file);
    return true;
  } finally {
    removeDraft(draft);
  }
}

/** The execution that has the note; undefined if it was folded up just now. */
function ownerOf(file: string): string | undefined {
  const text = readIfThere(file);
  // Muster 0.1.0 wrote down no more of it.
  return text === undefined ? undefined : (holderIn(text)?.execution ?? text);
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Undefined: a note of Muster 0.1.0. */
export function holderIn(note: string): Holder | undefined {
  try {
    return holder.parse(JSON.parse(note));
  } catch {
    return undefined;
  }
}

/** Why it could not be written has been told by then. */
function removeDraft(draft: string): void {
  try {
    rmSync(draft, { force: true });
  } catch {
    // Then it is nothing that anybody could take for a note.
  }
}
