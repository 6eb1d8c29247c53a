/**
 * Changes of what the interpreter decides. A run keeps to the decisions of the version that started
 * it, for its history is replayed by them: it says in its input up to which one it knows, and what
 * stands here is asked before anything is decided otherwise than before. Refusals and previews are
 * no decisions: no history holds them.
 */
export const flags = {
  'names-are-spent': {
    since: 1,
    reason: 'A name lets one start go: a later resume does not do that step again.',
  },
  'skips-are-remembered': {
    since: 1,
    reason: 'A step that was skipped when nobody knew how far it got is not done again unnamed.',
  },
  'own-timeout-is-unknown': {
    since: 1,
    reason: 'A step without a check that its timeout ended may have been done.',
  },
  'undo-goes-on': {
    since: 1,
    reason: 'What goes wrong in the expressions of an undo is the failure of that step.',
  },
  'undo-by-what-was-done': {
    since: 1,
    reason: 'An undo goes by what the last up did: `if` is not asked anew.',
  },
  'finally-can-be-ended': { since: 1, reason: 'An abort ends last acts that hang.' },
  'named-is-done-again': {
    since: 1,
    reason: 'What a correction names is done again, whether or not it differs.',
  },
  'a-no-is-no-failure': {
    since: 1,
    reason: 'A rejected approval is held, where a failure would be gone on without.',
  },
  'undo-has-no-timeout': { since: 1, reason: 'The timeout of a run ends with what it applies.' },
  'stopped-down-stops': {
    since: 1,
    reason: 'A down that is stopped while it looks takes nothing down.',
  },
  'attempts-are-the-runs': {
    since: 2,
    reason: 'Each attempt is an activity; the run itself decides upon the next one.',
  },
  'a-runs-data-is-limited': {
    since: 2,
    reason:
      'What would make a run too large to be looked at or ended is refused where it comes in.',
  },
  'approvals-expire': {
    since: 2,
    reason: 'An approval that nobody answers within its timeout has failed.',
  },
  'inner-inputs-are-checked': {
    since: 2,
    reason: 'What an expression gives a pipeline inside is read and checked like inputs of a run.',
  },
  'last-acts-read-null': {
    since: 2,
    reason: '`finally` and `on-hold` read null of what did not run, instead of failing unbegun.',
  },
  'digits-are-kept': {
    since: 2,
    reason: 'A number that would lose digits is refused by fromJSON, and becomes text whole.',
  },
  'up-looks-ahead': {
    since: 3,
    reason: 'An up looks at what waits, side by side; what was seen to hold needs no visit.',
  },
  'finally-has-its-turn': {
    since: 3,
    reason:
      "Temporal's Cancel leaves last acts alone, and the timeout of a run holds for them, from their begin.",
  },
  'turns-are-portions': {
    since: 3,
    reason: 'What is begun at once is decided in portions: no turn takes longer than a worker has.',
  },
  'inputs-go-by-whole-names': {
    since: 3,
    reason: 'A look knows what reads `width` although the input `id` is not known yet.',
  },
  'undo-by-all-that-is-known': {
    since: 3,
    reason:
      'What was done is taken down, with what the last up left: also in inner pipelines, and what was skipped since.',
  },
  'a-stopped-undo-tries-no-more': {
    since: 3,
    reason: 'An attempt at an undo that fails as the undo is stopped has no next one to wait for.',
  },
  'a-for-each-fails-as-a-whole': {
    since: 3,
    reason: 'A for-each whose items cannot be worked out anew does not go on with those it had.',
  },
} as const satisfies { [name: string]: { since: number; reason: string } };

export type Flag = keyof typeof flags;

/** What a run that starts today knows. */
export const decisions = 3;

/** Whether a run that knows decisions up to a number decides by one. */
export function decidesBy(known: number, flag: Flag): boolean {
  return known >= flags[flag].since;
}
