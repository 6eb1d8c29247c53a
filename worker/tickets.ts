import { createHash, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StepError } from '../activities/contract/step-error.js';

/** Notes on this computer's disk of what may be used once. They are kept: a few bytes a run. */
export class Tickets {
  readonly #folder: string;

  constructor(home: string) {
    this.#folder = join(home, 'tickets');
  }

  /**
   * Whoever comes first has the ticket, and has it again.
   * @returns false if somebody else has it
   * @throws StepError `file.unwritable`
   */
  take(ticket: string, by: string): boolean {
    const name = createHash('sha256').update(ticket).digest('hex').slice(0, 32);
    const file = join(this.#folder, name);
    // A draft that is moved into place: a full disk, or a power cut, leaves no empty note behind.
    const draft = `${file}.${randomBytes(6).toString('hex')}`;
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      writeFileSync(draft, by, { flag: 'wx', mode: 0o600, flush: true });
      return this.#place(draft, file, by);
    } catch (error) {
      throw new StepError('file.unwritable', {
        message: `A note of the run cannot be written: ${(error as Error).message}.`,
        next: `Make room in ${this.#folder}, and see that this user may write there.`,
      });
    } finally {
      removeDraft(draft);
    }
  }

  /** @returns whether the ticket is this one's now, or was before */
  #place(draft: string, file: string, by: string): boolean {
    try {
      linkSync(draft, file);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = readFileSync(file, 'utf8');
    // Muster 0.1.0 could leave one that nobody had.
    if (owner === '') renameSync(draft, file);
    return owner === '' || owner === by;
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
