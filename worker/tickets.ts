import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
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
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      writeFileSync(file, by, { flag: 'wx', mode: 0o600 });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
        return readFileSync(file, 'utf8') === by;
      }
      throw new StepError('file.unwritable', {
        message: `A note of the run cannot be written: ${(error as Error).message}.`,
        next: `Make room in ${this.#folder}, and see that this user may write there.`,
      });
    }
  }
}
