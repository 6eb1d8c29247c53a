import type { RunStateName, RunView, StepView } from '../../contract/run.js';
import { askedSteps, heldSteps } from '../../contract/waits.js';
import { runStateWords } from '../../contract/words.js';
import type { Style } from '../terminal/style.js';
import { cut, oneLine } from '../terminal/text.js';
import { count } from './count.js';
import { hasEnded, isActive, isUnchanged, type Node, outline } from './outline.js';
import { foldedRow, groupRow, labelWidth, type RowContext, stepRows } from './rows.js';
import { tally } from './tally.js';
import { duration, elapsed } from './time.js';

export interface FrameOptions {
  style: Style;
  /** Ms since the epoch. */
  now: number;
  /** Lines there is room for; default: no limit. */
  rows?: number;
  /** The last output line of a running step, by id. */
  tails?: ReadonlyMap<string, string>;
  /** Last line while the run goes on. */
  footer?: string;
}

/** How much is folded away: the first that fits the terminal is shown. */
type Folding = 'unchanged groups' | 'ended groups' | 'all but what runs';
const foldings: Folding[] = ['unchanged groups', 'ended groups', 'all but what runs'];

/** The whole live view of a run: header, steps, what is held, footer. */
export function runFrame(view: RunView, options: FrameOptions): string[] {
  const rows = options.rows ?? Number.POSITIVE_INFINITY;
  const head = ['', headerLine(view, options.style, options.now), ''];
  const foot = footLines(view, options);
  const room = Math.max(1, rows - head.length - foot.length);
  let body: string[] = [];
  for (const folding of foldings) {
    body = bodyLines(view, folding, options);
    if (body.length <= room) break;
  }
  return [...head, ...shorten(body, room, options.style), ...foot];
}

/** `lab-2 · pipeline coreos · up · running · 1m 12s`. */
function headerLine(view: RunView, style: Style, now: number): string {
  const time = elapsed(view, now);
  const rest = [paintRun(view.state, style), ...(time === undefined ? [] : [duration(time)])];
  return [titleLine(view, style), ...rest].join(` ${style.colors.dim(style.symbols.dot)} `);
}

/** `lab-2 · pipeline coreos · up`: what the run is, whatever it does. */
export function titleLine(view: RunView, { colors, symbols }: Style): string {
  const isLook = view.mode === 'look';
  return [
    colors.bold(isLook ? view.pipeline : view.name),
    ...(isLook || view.name === view.pipeline ? [] : [`pipeline ${view.pipeline}`]),
    view.mode,
  ].join(` ${colors.dim(symbols.dot)} `);
}

/** The state of a run in words, in its colour. */
export function paintRun(state: RunStateName, { colors }: Style): string {
  const word = runStateWords[state];
  if (state === 'succeeded') return colors.green(word);
  if (state === 'running') return colors.cyan(word);
  if (state === 'paused' || state === 'waiting-approval') return colors.yellow(word);
  return colors.red(word);
}

function bodyLines(view: RunView, folding: Folding, options: FrameOptions): string[] {
  const ending = view.finally.some((step) => step.state !== 'waiting');
  const nodes = outline(view.steps);
  const last: Node[] = ending
    ? [
        {
          kind: 'group',
          id: '',
          label: 'finally',
          nodes: outline(view.finally),
          steps: view.finally,
        },
      ]
    : [];
  const all = [...nodes, ...last];
  const context: RowContext = {
    run: view,
    style: options.style,
    now: options.now,
    labelWidth: labelWidth(labels(all, 0)),
    tails: options.tails ?? new Map(),
  };
  if (folding === 'all but what runs') return onlyActive(view, context);
  const folds = (steps: StepView[]) =>
    steps.every(folding === 'ended groups' ? hasEnded : isUnchanged) &&
    !steps.some((step) => step.state === 'failed');
  return all.flatMap((node) => nodeLines(node, 0, folds, context));
}

function nodeLines(
  node: Node,
  depth: number,
  folds: (steps: StepView[]) => boolean,
  context: RowContext,
): string[] {
  if (node.kind === 'step') return stepRows(node.step, node.label, depth, context);
  if (folds(node.steps)) return [foldedRow(node, depth, context)];
  return [
    groupRow(node, depth, context),
    ...node.nodes.flatMap((inner) => nodeLines(inner, depth + 1, folds, context)),
  ];
}

function labels(nodes: Node[], depth: number): { label: string; depth: number }[] {
  return nodes.flatMap((node) => [
    { label: node.label, depth },
    ...(node.kind === 'group' ? labels(node.nodes, depth + 1) : []),
  ]);
}

/** A list taller than the terminal: what runs, is held or failed, and how many the others are. */
function onlyActive(view: RunView, context: RowContext): string[] {
  const steps = [...view.steps, ...view.finally.filter((step) => step.state !== 'waiting')];
  const shown = steps.filter(
    (step) => isActive(step) || step.state === 'held' || step.state === 'failed',
  );
  const done = steps.filter((step) => hasEnded(step) && step.state !== 'failed');
  const waiting = steps.filter((step) => step.state === 'waiting').length;
  const { dim } = context.style.colors;
  const wide = {
    ...context,
    labelWidth: labelWidth(shown.map(({ id }) => ({ label: id, depth: 0 }))),
  };
  return [
    ...(done.length > 0 ? [dim(`  ${context.style.symbols.done} ${tally(done)}`)] : []),
    ...shown.flatMap((step) => stepRows(step, step.id, 0, wide)),
    ...(waiting > 0 ? [dim(`  ${context.style.symbols.waiting} ${waiting} waiting`)] : []),
  ];
}

function shorten(lines: string[], room: number, { colors, symbols }: Style): string[] {
  if (lines.length <= room) return lines;
  const kept = lines.slice(0, Math.max(0, room - 1));
  return [
    ...kept,
    colors.dim(`  ${symbols.more} ${count(lines.length - kept.length, 'more line')}`),
  ];
}

function footLines(view: RunView, { style, footer }: FrameOptions): string[] {
  // Once the whole run is held, what follows the frame says it at length.
  const held = view.state === 'running' ? heldSteps(view) : [];
  const width = style.width - 1;
  const lines = held
    .slice(0, 3)
    .flatMap((step) => [
      style.colors.red(
        cut(`  held: ${oneLine(step.id)}: ${oneLine(step.failure?.message ?? '')}`, width),
      ),
      cut(`        ${oneLine(step.failure?.next ?? '')}`, width),
    ]);
  // Below a frame that stands still, it is said at length.
  if (view.state === 'running' && footer !== undefined) {
    const asked = askedSteps(view).slice(0, 3);
    const questions = asked.map(
      ({ id, why }) => `waits for approval: ${oneLine(id)}: ${oneLine(why ?? '')}`,
    );
    const { paused } = view;
    if (paused !== undefined) questions.push(`paused by ${paused.by.id}: nothing new starts`);
    lines.push(...questions.map((line) => style.colors.yellow(cut(`  ${line}`, width))));
  }
  return [
    ...(lines.length > 0 ? ['', ...lines] : []),
    ...(footer === undefined ? [] : ['', style.colors.dim(cut(`  ${footer}`, width))]),
  ];
}
