import { createContext, Script } from 'node:vm';

/** How long (ms) a text may take; those that people write take microseconds. */
const patience = 100;

const context = createContext({ pattern: '', flags: '', text: '' });
const script = new Script('new RegExp(pattern, flags).test(text)');

/**
 * Whether a text matches a regular expression of a pipeline; undefined where it cannot be told in
 * time. A pattern such as `^(a+)+$` takes twice as long for each further character of some texts, and
 * nothing else in this process goes on meanwhile. V8 ends a script that takes too long.
 */
export function matches(pattern: string, text: string, flags = ''): boolean | undefined {
  Object.assign(context, { pattern, flags, text });
  try {
    return script.runInContext(context, { timeout: patience }) === true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return undefined;
    throw error;
  }
}
