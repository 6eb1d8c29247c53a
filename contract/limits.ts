const kib = 1024;

/**
 * How much a run can carry, in bytes as JSON. Temporal takes 2 MiB a value (`limit.blobSize.error`) and
 * 4 MiB a message: a run beyond that could be neither looked at nor ended. With these all of it fits,
 * whatever comes together: what it was started with and remembers, and what is shown of it.
 */
export const runLimits = {
  /** Its plan and inputs. */
  start: 640 * kib,
  /** Outputs, items of `for-each`, and inputs of inner pipelines, all together. */
  data: 512 * kib,
  /** The pipeline's own outputs, which stand beside those of its steps. */
  results: 256 * kib,
  /** What one attempt is given: its `with` and `env`. */
  given: 1024 * kib,
  /** What all attempts are given that are begun at once: they are one message. */
  turn: 2048 * kib,
  /** Failures in full; of those beyond, the code and the beginning of the message. */
  failures: 256 * kib,
  /** Who asked for what; of the oldest beyond, not for which steps and why. */
  actions: 128 * kib,
  /** One output in a view; of a larger one, digest and size. */
  shownOutput: 16 * kib,
  /** All outputs in a view; of those beyond, digest and size. */
  shownOutputs: 128 * kib,
  /** Steps and instances of `for-each` (a number). */
  instances: 1000,
} as const;

/** A number of bytes as people read it. */
export function inKib(bytes: number): string {
  return `${Math.ceil(bytes / kib)} KiB`;
}
