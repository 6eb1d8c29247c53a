import { inKib } from '../../contract/limits.js';
import type { JsonObject } from '../../contract/plan.js';
import type { RunView, StepView } from '../../contract/run.js';
import { shellWord } from '../terminal/quote.js';
import type { Style } from '../terminal/style.js';
import { count } from './count.js';
import { failureLines } from './held.js';
import { isUnchanged } from './outline.js';
import { tally } from './tally.js';
import { duration, elapsed } from './time.js';
import { valueLines, webAddresses } from './values.js';

/** What a run that succeeded leaves behind: its outputs, how to look at them, how to take it down. */
export function successLines(view: RunView, command: string, style: Style): string[] {
  // What was taken down has no address any more.
  const outputs = view.mode === 'up' ? (view.outputs ?? {}) : {};
  const lines = [outcome(view, style)];
  const warnings = view.steps.filter((step) => step.state === 'failed');
  for (const step of warnings) lines.push('', ...failureLines(step, style));
  const shown = { ...outputs, ...largeWords(view, command) };
  if (Object.keys(shown).length > 0) lines.push('', ...valueLines(shown, 2));
  if (view.mode !== 'up') return lines;
  const addresses = webAddresses(outputs);
  const name = shellWord(view.name);
  lines.push('');
  if (addresses[0] !== undefined) lines.push(`To look:       curl ${shellWord(addresses[0])}`);
  lines.push(`To check it:   ${command} status ${name}`);
  lines.push(`To take down:  ${command} down ${name}`);
  if (view.temporalUrl !== undefined) lines.push(`In Temporal:   ${view.temporalUrl}`);
  return lines;
}

/** Outputs that are too large to be shown: how large, and how they are had. */
function largeWords({ mode, name, largeOutputs = {} }: RunView, command: string): JsonObject {
  if (mode !== 'up') return {};
  const had = (output: string) => `${command} outputs ${shellWord(name)} ${shellWord(output)}`;
  return Object.fromEntries(
    Object.entries(largeOutputs).map(([output, { bytes }]) => [
      output,
      `${inKib(bytes)}: ${had(output)}`,
    ]),
  );
}

function outcome(view: RunView, style: Style): string {
  const { colors, symbols } = style;
  const time = elapsed(view, Date.parse(view.endedAt ?? view.startedAt)) ?? 0;
  const failed = view.steps.filter((step) => step.state === 'failed').length;
  const verb = view.mode === 'down' ? 'taken down' : 'up';
  const quiet = view.steps.every(isUnchanged);
  const nothing = view.mode === 'down' ? 'nothing to take down' : 'nothing to do';
  const all = [...(quiet ? [nothing] : []), tally(view.steps)].filter(Boolean).join(', ');
  const mark = failed > 0 ? colors.yellow(symbols.done) : colors.green(symbols.done);
  const warning = failed > 0 ? `, with ${count(failed, 'warning')}` : '';
  return `${mark} ${colors.bold(view.name)} is ${verb}${warning}: ${all} (${duration(time)})`;
}

/** What a run that failed or was aborted says: each failed step, and how to go on. */
export function failureSummary(view: RunView, command: string, style: Style): string[] {
  const { colors, symbols } = style;
  const failed: StepView[] = [...view.steps, ...view.finally].filter(
    (step) => step.state === 'failed' || step.state === 'held',
  );
  const word = view.state === 'aborted' ? 'was aborted' : 'failed';
  const abort = view.actions.findLast((action) => action.verb === 'abort');
  const who = abort === undefined ? '' : ` by ${abort.by.id}`;
  const reason = abort?.reason === undefined ? '' : ` (${abort.reason})`;
  const name = shellWord(view.name);
  return [
    `${colors.red(symbols.failed)} ${colors.bold(view.name)} ${word}${who}${reason}: ${tally(view.steps)}`,
    ...failed.flatMap((step) => ['', ...failureLines(step, style)]),
    '',
    `To go on from here:  ${command} resume ${name}`,
    `To take it down:     ${command} down ${name}`,
  ];
}
