import { victims } from './kills.js';
import type { Verdict } from './trial.js';

/** Victim × step, by where the kills really landed, as Markdown. */
export function tableOf(verdicts: Verdict[]): string {
  const landed = verdicts.filter((verdict) => verdict.landed);
  const used = victims.filter((victim) => landed.some(({ kill }) => kill.victim === victim));
  const rows = new Map<string, Verdict[]>();
  for (const verdict of landed) {
    rows.set(rowOf(verdict), [...(rows.get(rowOf(verdict)) ?? []), verdict]);
  }
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(['pipeline and step', ...used, 'all']),
    line(['---', ...used.map(() => '--:'), '--:']),
    ...[...rows]
      .toSorted(([one], [other]) => one.localeCompare(other))
      .map(([row, own]) =>
        line([
          row,
          ...used.map((victim) => cell(own.filter(({ kill }) => kill.victim === victim))),
          cell(own),
        ]),
      ),
    line([
      '**all**',
      ...used.map((victim) => cell(landed.filter(({ kill }) => kill.victim === victim))),
      cell(landed),
    ]),
  ].join('\n');
}

const rowOf = ({ kill, landed }: Verdict) => `${kill.world} ${landed?.step}`;

/** `4`, of which `(3)` inside an apply, `✗1` wrong. */
function cell(verdicts: Verdict[]): string {
  if (verdicts.length === 0) return '';
  const inside = verdicts.filter(isInside).length;
  const wrong = verdicts.filter(({ problems }) => problems.length > 0).length;
  return `${verdicts.length} (${inside})${wrong > 0 ? ` ✗${wrong}` : ''}`;
}

const isInside = ({ landed }: Verdict) => landed?.phase === 'changing';

/** What it comes to, a line each. */
export function summaryOf(verdicts: Verdict[]): string[] {
  const landed = verdicts.filter((verdict) => verdict.landed);
  const count = (word: string) =>
    verdicts.filter(({ problems }) => problems.some((problem) => problem.startsWith(word))).length;
  const unaided = landed.filter(({ commands }) => commands.length === 0).length;
  return [
    `${landed.length} kills; ${landed.filter(isInside).length} inside an apply`,
    `${verdicts.length - landed.length} moments that did not come`,
    `${landed.filter(({ problems }) => problems.length === 0).length} runs ended as an undisturbed one, ${unaided} of them under the first command`,
    `effects lost in ${count('lost')} runs, doubled in ${count('doubled')}`,
    `${verdicts.filter(({ problems }) => problems.length > 0).length} runs ended otherwise`,
  ];
}
