import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import type { Outcome } from '../../contract/outcome.js';
import { type Effect, outcomes, type RepeatedBy } from '../../contract/outcome-of.js';

/** The page shows the table that the planner goes by. */

const kinds: Record<Outcome['kind'], string> = {
  holds: 'it held already',
  changed: 'it was applied',
  reused: 'done before, cannot be checked',
  absent: 'seen not to be there',
  undone: 'it was taken down',
  'not-begun': 'refused, could not be checked, a program is missing',
  failed: 'it ended by itself, and not well',
  unknown: 'not seen to end: worker lost, own timeout, abort',
  'done-otherwise': 'it, or what it reads, is different now',
  'done-by-hand': '`skip --done`',
  'left-out': 'skipped',
};
const effects: Record<Effect, string> = {
  there: 'yes',
  'there-for-good': 'yes, for good',
  gone: 'no',
  'as-it-was': 'as it was',
  'looked-at': 'its check tells; without one, nobody knows',
  'not-asked-for': 'not asked for in this run',
};
const repeats: Record<RepeatedBy, string> = {
  nobody: 'nobody: nothing needs it',
  anybody: 'whoever wants it',
  resume: 'a retry, a resume',
  name: 'a name, once',
  'resume-or-name': 'a resume; without a check, a name, once',
  'next-run': 'the next run',
};

function table(): string {
  const rows = (Object.keys(kinds) as Outcome['kind'][]).map((kind) => {
    const { effect, repeatedBy } = outcomes[kind];
    return [`\`${kind}\` (${kinds[kind]})`, effects[effect], repeats[repeatedBy]];
  });
  return [['outcome', 'it is there', 'done again by'], ['---', '---', '---'], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

it('the page says of each outcome what is known of its effect, and who has the step done again', async () => {
  expect(await readFile('docs/how-it-runs.md', 'utf8')).toContain(`\n${table()}\n`);
});
