import type { RunView, StepView } from '../../contract/run.js';
import { askedSteps, takesDown, waitingForAttempt } from '../../contract/waits.js';
import { shellWord } from '../terminal/quote.js';
import type { Style } from '../terminal/style.js';
import { oneLine, wrap } from '../terminal/text.js';
import { dateAndTime } from './time.js';
import { type Way, waysLines } from './ways.js';

/** What is asked by each approval that waits. */
export function questionLines(view: RunView, { colors, symbols, width }: Style): string[] {
  return askedSteps(view).flatMap((step) => [
    '',
    colors.yellow(
      colors.bold(`${symbols.waiting} ${oneLine(step.id)} waits for approval${until(step)}`),
    ),
    ...wrap(oneLine(step.why ?? step.name ?? ''), width - 3).map((line) => `  ${line}`.trimEnd()),
  ]);
}

const until = ({ expiresAt }: StepView) =>
  expiresAt === undefined ? '' : ` until ${dateAndTime(expiresAt)}`;

/** What is asked, and the commands to answer; nothing where no approval waits. */
export function approvalLines(view: RunView, command: string, style: Style): string[] {
  const open = askedSteps(view);
  if (open.length === 0) return [];
  const name = shellWord(view.name);
  const ways = open.flatMap(({ id }): Way[] => {
    const step = open.length === 1 ? '' : ` --step ${shellWord(id)}`;
    return [
      [`${command} approve ${name}${step}`, 'let it go on'],
      [`${command} reject ${name}${step} --reason WHY`, 'hold it there'],
    ];
  });
  return [...questionLines(view, style), ...waysLines('To answer:', ways, style)];
}

/** Who paused the run, and how it goes on; nothing where it is not paused. */
export function pausedLines(view: RunView, command: string, style: Style): string[] {
  const { paused } = view;
  if (paused === undefined) return [];
  const { colors, symbols } = style;
  const title = `${symbols.waiting} ${view.name} is paused: nothing new starts`;
  const ways: Way[] = [[`${command} resume ${shellWord(view.name)}`, 'go on']];
  return [
    '',
    colors.yellow(colors.bold(title)),
    `  by ${paused.by.id}, ${dateAndTime(paused.at)}`,
    ...waysLines('To go on:', ways, style),
  ];
}

/** How to have the next attempt now, or do without; nothing where no step waits for one. */
export function retryingLines(view: RunView, command: string, style: Style): string[] {
  const name = shellWord(view.name);
  const [first] = waitingForAttempt(view);
  if (first === undefined) return retriedLines(view, `${command} abort ${name}`, style);
  const step = shellWord(first.id);
  const without: Way = takesDown(view)
    ? [`${command} abort ${name}`, 'leave what is left']
    : [`${command} skip ${name} --step ${step} --reason WHY`, `go on without ${step}`];
  const ways: Way[] = [[`${command} resume ${name}`, 'try again now'], without];
  return waysLines('It tries again by itself. Not to wait for that:', ways, style);
}

/** Of a run that an earlier version began: it takes no order about a step that Temporal tries again. */
function retriedLines({ steps, mode }: RunView, abort: string, style: Style): string[] {
  if (mode === 'down' || !steps.some(({ retriedBy }) => retriedBy === 'temporal')) return [];
  const title = 'It tries again by itself. In a run of an earlier version only an end stops that:';
  return waysLines(title, [[abort, 'end the run, leave what it made']], style);
}
