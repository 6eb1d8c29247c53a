import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { answers, type Phase, type Stop } from '../../workflows/phases.js';

/** The page shows the table that the interpreter goes by. */

const phases: Record<Phase, string> = {
  looking: 'a `down` that still looks',
  forward: 'an `up` applies',
  undoing: 'things are taken down',
  'last-acts': '`finally` runs',
};
const stops: Record<Stop, string> = {
  abort: '`muster abort`',
  'abort-undo': '`muster abort --undo`',
  cancel: "Temporal's Cancel",
  terminate: "Temporal's Terminate",
  timeout: "the pipeline's `timeout`",
  error: 'an error in a step',
};

function table(): string {
  const names = Object.keys(phases) as Phase[];
  const rows = (Object.keys(stops) as Stop[]).map((stop) => [
    stops[stop],
    ...names.map((phase) => {
      const { does, says } = answers[phase][stop];
      return does === 'refused' ? `refused: ${says}` : says;
    }),
  ]);
  const lines = [['', ...Object.values(phases)], ['---', ...names.map(() => '---')], ...rows];
  return lines
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
    .replace('|  |', '| |');
}

it('the page says of each phase of a run what an abort, a Cancel, a timeout and an error mean in it', async () => {
  expect(await readFile('docs/how-it-runs.md', 'utf8')).toContain(`\n${table()}\n`);
});
