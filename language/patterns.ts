import { createContext, Script } from 'node:vm';

/**
 * How long (ms) a text may take; those that people write take microseconds. The second try is for a
 * computer that was busy with something else the first time: the time is that of the clock.
 */
const patience = [100, 2_000];

/** Texts that took too long are not tried again: whoever lists pipelines reads a file many times. */
const tooLong = new Set<string>();
const mostRemembered = 200;

const context = createContext({ pattern: '', flags: '', text: '' });
const script = new Script('new RegExp(pattern, flags).test(text)');

/**
 * Whether a text matches a regular expression of a pipeline; undefined where it cannot be told in
 * time. A pattern such as `^(a+)+$` takes twice as long for each further character of some texts, and
 * nothing else in this process goes on meanwhile. V8 ends a script that takes too long.
 */
export function matches(pattern: string, text: string, flags = ''): boolean | undefined {
  const key = JSON.stringify([pattern, flags, text]);
  if (tooLong.has(key)) return undefined;
  for (const timeout of patience) {
    const answer = tryFor(timeout, pattern, text, flags);
    if (answer !== undefined) return answer;
  }
  if (tooLong.size >= mostRemembered) tooLong.clear();
  tooLong.add(key);
  return undefined;
}

function tryFor(
  timeout: number,
  pattern: string,
  text: string,
  flags: string,
): boolean | undefined {
  Object.assign(context, { pattern, flags, text });
  try {
    return script.runInContext(context, { timeout }) === true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return undefined;
    throw error;
  }
}
