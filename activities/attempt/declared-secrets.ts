import type { StepTask } from '../../contract/task.js';

/** Runs of which is remembered what their steps were given. */
const remembered = 1_000;

/**
 * The secrets that the run of a task declares. One that went on with a corrected pipeline may
 * declare more than it was started with: what one of its steps was given, those that follow hide too.
 */
export class DeclaredSecrets {
  readonly #given = new Map<string, Set<string>>();

  /** Their names, those of the task among them. */
  of({ run, environment, with: fields, env }: StepTask): string[] {
    const given = this.#given.get(run.runId) ?? new Set();
    for (const { secrets } of [fields, env]) {
      for (const name of Object.values(secrets)) given.add(name);
    }
    if (given.size > 0) this.#remember(run.runId, given);
    return [...new Set([...(environment.secrets ?? []), ...given])];
  }

  /** Whoever has not asked for the longest time is forgotten first. */
  #remember(runId: string, given: Set<string>): void {
    this.#given.delete(runId);
    this.#given.set(runId, given);
    const [oldest] = this.#given.keys();
    if (this.#given.size > remembered && oldest !== undefined) this.#given.delete(oldest);
  }
}
