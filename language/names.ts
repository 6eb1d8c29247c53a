import { closest, distance } from 'fastest-levenshtein';

/** Characters of a name, whatever it names: as many as a label of a host. */
export const longestName = 63;

/** Id of a step: part of ids such as `lab/box`, of log file names and of expressions. */
export const stepIdPattern = /^[a-z][a-z0-9-]{0,62}$/;

/** Name of a pipeline: by default the name of its runs. */
export const pipelineNamePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

/** Name of an input or output: what may stand after a dot in an expression. */
export const fieldNamePattern = /^[A-Za-z_][A-Za-z0-9_-]{0,62}$/;

/** Name of a secret: what may follow `MUSTER_SECRET_` in an environment. */
export const secretNamePattern = /^[A-Z][A-Z0-9_]{0,62}$/;

/** Name of an environment variable that a shell can read. */
export const variableNamePattern = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** The known name that a mistyped one (`machine`), or one of another tool (`retries`), most likely means. */
export function suggest(name: string, known: Iterable<string>): string | undefined {
  const names = [...known];
  if (names.length === 0 || name.length > 100) return undefined;
  const lower = new Map(names.map((one) => [one.toLowerCase(), one]));
  const best = closest(name.toLowerCase(), [...lower.keys()]);
  const away = distance(name.toLowerCase(), best);
  const swapped = away === 2 && sorted(name.toLowerCase()) === sorted(best);
  const near = swapped || away <= Math.max(1, Math.floor(name.length / 3));
  if (near && away < name.length) return lower.get(best);
  return names.find((one) => beginAlike(one.toLowerCase(), name.toLowerCase()));
}

/** One is the beginning of the other, or nearly: `on-fail` and `on-failure`, `retries` and `retry`. */
function beginAlike(a: string, b: string): boolean {
  const shorter = Math.min(a.length, b.length);
  let shared = 0;
  while (shared < shorter && a[shared] === b[shared]) shared++;
  return shared >= 3 && shared >= shorter * 0.75;
}

function sorted(text: string): string {
  return [...text].sort().join('');
}

/** "did you mean `x`?", or all there is to choose from where nothing is near. */
export function didYouMean(
  name: string,
  known: Iterable<string>,
  what: string,
): string | undefined {
  const names = [...known];
  const near = suggest(name, names);
  if (near !== undefined) return `did you mean ${near}?`;
  return names.length === 0 ? undefined : `${what}: ${listOf(names)}`;
}

/** `a, b, c`; of many the first twenty. */
export function listOf(names: readonly string[]): string {
  const more = names.length - 20;
  return more > 0 ? `${names.slice(0, 20).join(', ')} and ${more} more` : names.join(', ');
}
