/**
 * A run's life: `looking` (a down before it takes anything down), `forward` (applying, with looks ahead of it; or a look),
 * `undoing`, `last-acts` (`finally`).
 */
export type Phase = 'looking' | 'forward' | 'undoing' | 'last-acts';

/** What may come from outside at any time, and an error in a step. */
export type Stop = 'abort' | 'abort-undo' | 'cancel' | 'terminate' | 'timeout' | 'error';

/**
 * - `stops`: what runs is ended, what waits is not begun, and the phase is over;
 * - `refused`: whoever asks is told `says`;
 * - `goes-on`: the phase is not touched by it;
 * - `at-once`: Temporal ends the run, and nothing more is done.
 */
export interface Answer {
  does: 'stops' | 'refused' | 'goes-on' | 'at-once';
  /** In the words of docs/how-it-runs.md; of a refusal, to whoever asked. */
  says: string;
}

const ended: Answer = { does: 'at-once', says: 'ends as it is; no `finally`' };

/** What each means in each phase: the interpreter asks here, and docs/how-it-runs.md shows it. */
export const answers: Record<Phase, Record<Stop, Answer>> = {
  looking: {
    abort: { does: 'stops', says: 'stops; nothing is taken down; then `finally`' },
    'abort-undo': { does: 'stops', says: 'stops looking, takes down, then `finally`' },
    cancel: { does: 'stops', says: 'stops; nothing is taken down; then `finally`' },
    terminate: ended,
    timeout: { does: 'stops', says: 'stops, failed; nothing is taken down; then `finally`' },
    error: { does: 'goes-on', says: 'what reads it is unknown; the rest goes on' },
  },
  forward: {
    abort: { does: 'stops', says: 'stops; what it made stays; then `finally`' },
    'abort-undo': { does: 'stops', says: 'stops, takes down, then `finally`' },
    cancel: { does: 'stops', says: 'stops; what it made stays; then `finally`' },
    terminate: ended,
    timeout: { does: 'stops', says: 'stops, failed; what it made stays; then `finally`' },
    error: { does: 'goes-on', says: 'held, or as `on-failure` says; other branches go on' },
  },
  undoing: {
    abort: { does: 'stops', says: 'stops; what is left is named; then `finally`' },
    'abort-undo': { does: 'refused', says: 'it is being taken down already' },
    cancel: { does: 'goes-on', says: 'goes on' },
    terminate: ended,
    timeout: { does: 'goes-on', says: 'goes on' },
    error: { does: 'goes-on', says: "that step's failure; the rest goes on; failed" },
  },
  'last-acts': {
    abort: { does: 'stops', says: 'stops, failed' },
    'abort-undo': { does: 'refused', says: 'its last steps run: abort it without undo first' },
    cancel: { does: 'goes-on', says: 'goes on' },
    terminate: ended,
    timeout: { does: 'goes-on', says: 'goes on' },
    error: { does: 'goes-on', says: "that step's failure; the next ones run; failed" },
  },
};
