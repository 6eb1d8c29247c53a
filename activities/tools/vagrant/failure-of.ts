import { errorCodes } from '../../../contract/error-codes.js';
import type { Parts } from '../../../contract/task.js';
import { StepError } from '../../contract/step-error.js';
import { gist, meaningOf } from './failures.js';

/** One error for all machines that failed; `failures`: what Vagrant said of each. */
export function failureOf(
  directory: string,
  failures: ReadonlyMap<string, string>,
  parts: Parts,
): StepError {
  const meanings = [...failures.values()].map((text) => meaningOf(text));
  // What only a person can mend comes first: a retry would run into it again.
  const meaning = meanings.find(({ code }) => !errorCodes[code].retryable) ?? meanings[0];
  const said = [...failures].map(([name, text]) => `${name}: ${gist(text)}`).join(' ');
  return new StepError(meaning?.code ?? 'vagrant.failed', {
    message: `Vagrant failed in ${directory}. ${said}`,
    next: meaning?.next ?? 'Read the last lines of the log, then resume.',
    parts: {
      ...parts,
      ...Object.fromEntries([...failures.keys()].map((name) => [name, 'failed'])),
    },
  });
}
