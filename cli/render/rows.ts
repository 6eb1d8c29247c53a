import type { RunView, StepView } from '../../contract/run.js';
import type { Style } from '../terminal/style.js';
import { cut, oneLine, pad, widest } from '../terminal/text.js';
import { type Group, groupState, groupTimes, isActive } from './outline.js';
import { look, partsLine, partsOf, stateWords } from './step-words.js';
import { tally } from './tally.js';
import { duration, elapsed } from './time.js';

/** What a row needs beside the step: where it stands, and what is known at this moment. */
export interface RowContext {
  run: Pick<RunView, 'paused' | 'endedAt'>;
  style: Style;
  /** Ms since the epoch. */
  now: number;
  /** Columns of the longest label, its indent included. */
  labelWidth: number;
  /** The last output line of a running step, by id. */
  tails: ReadonlyMap<string, string>;
}

const timeWidth = 8;
const widestLabel = 30;

/** One width for the column of labels, so that states stand below each other. */
export function labelWidth(labels: { label: string; depth: number }[]): number {
  return Math.min(
    widest(labels.map(({ label, depth }) => '  '.repeat(depth) + label)),
    widestLabel,
  );
}

/** The line of a step, and below it, while it runs, its parts and its last output. */
export function stepRows(
  step: StepView,
  label: string,
  depth: number,
  context: RowContext,
): string[] {
  const { run, style, now } = context;
  const { symbol, paint } = look(step.state, step.change, style);
  const times = step.state === 'skipped' || step.state === 'cancelled' ? {} : step;
  const line = row(symbol, paint, label, depth, stateWords(step, run, now, style), times, context);
  return isActive(step) || step.state === 'held'
    ? [line, ...details(step, depth, context)]
    : [line];
}

/** The one line of a group whose steps are folded away. */
export function foldedRow(group: Group, depth: number, context: RowContext): string {
  const changed = group.steps.find((step) => step.state === 'done' && step.change === 'changed');
  const state = groupState(group.steps);
  const change = changed === undefined ? 'unchanged' : 'changed';
  const { symbol, paint } = look(state, change, context.style);
  const times = groupTimes(group.steps);
  return row(symbol, paint, group.label, depth, tally(group.steps), times, context);
}

/** The line above the steps of a group. */
export function groupRow(group: Group, depth: number, context: RowContext): string {
  const state = groupState(group.steps);
  const { symbol, paint } = look(state, 'changed', context.style);
  return row(symbol, paint, group.label, depth, '', groupTimes(group.steps), context);
}

function row(
  symbol: string,
  paint: (text: string) => string,
  label: string,
  depth: number,
  words: string,
  times: { startedAt?: string; endedAt?: string },
  context: RowContext,
): string {
  const { style, now } = context;
  const { more } = style.symbols;
  const indent = '  '.repeat(depth);
  const room = context.labelWidth - indent.length;
  const name = pad(cut(oneLine(label), room, more), room);
  const wordsWidth = style.width - 1 - 2 - 2 - context.labelWidth - 2 - timeWidth;
  const shown = pad(cut(oneLine(words), wordsWidth, more), wordsWidth);
  const time = elapsed(times, now);
  const timeText = (time === undefined ? '' : duration(time)).padStart(timeWidth);
  return `  ${indent}${paint(symbol)} ${name}  ${paint(shown)}${style.colors.dim(timeText)}`.trimEnd();
}

function details(step: StepView, depth: number, { style, tails }: RowContext): string[] {
  const indent = `    ${'  '.repeat(depth + 1)}`;
  const width = style.width - 1 - indent.length;
  const { colors, symbols } = style;
  const lines: string[] = [];
  const parts = partsOf(step);
  if (parts !== undefined) lines.push(indent + partsLine(parts, width, style));
  const tail = step.state === 'running' ? (tails.get(step.id) ?? '').trim() : '';
  const why = reason(step, tail !== '');
  if (why !== undefined) {
    lines.push(indent + colors.yellow(cut(oneLine(why), width, symbols.more)));
  }
  if (tail !== '') {
    const text = cut(oneLine(tail), width - 2, symbols.more);
    lines.push(indent + colors.dim(`${symbols.bar} ${text}`));
  }
  return lines;
}

/** Why the last attempt failed, or what is waited for; of less interest once there is output. */
function reason(step: StepView, hasOutput: boolean): string | undefined {
  if (step.state === 'retrying') return step.failure?.message;
  return step.progress?.phase === 'applying' && hasOutput ? undefined : step.progress?.why;
}
