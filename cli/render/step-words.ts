import type { RunView, StepChange, StepStateName, StepView } from '../../contract/run.js';
import type { Parts } from '../../contract/task.js';
import { waitOf } from '../../contract/waits.js';
import { doneWord, isUntouched, waitWords } from '../../contract/words.js';
import type { Style } from '../terminal/style.js';
import { cut } from '../terminal/text.js';
import { duration } from './time.js';

/** Of the run that a step is of: what it may wait for. */
type Pausable = Pick<RunView, 'paused' | 'endedAt'>;

/** The state of a step in a few words: `verifying 1 of 3 · attempt 2 of 3`. */
export function stateWords(step: StepView, run: Pausable, now: number, style: Style): string {
  const wait = waitOf(step, run);
  const waits = wait ? `waits ${waitWords(wait)}` : '';
  const list = (...words: string[]) => words.filter(Boolean).join(` ${style.symbols.dot} `);
  switch (step.state) {
    case 'waiting':
      return waits || step.state;
    case 'running':
      return list(activity(step), attempt(step));
    case 'retrying':
      return list(retry(step, now), waits);
    case 'done':
      return doneWord(step);
    case 'skipped':
      return step.why === undefined ? 'skipped' : `skipped: ${step.why}`;
    case 'held':
    case 'failed':
      return step.failure === undefined ? step.state : `${step.state}: ${step.failure.code}`;
    default:
      return step.state;
  }
}

function activity(step: StepView): string {
  if (step.type === 'approval') return 'waits for approval';
  if (step.noWorker !== undefined) return `no worker serves the queue ${step.noWorker}`;
  const { progress } = step;
  if (progress === undefined) return 'running';
  const passes = progress.passes;
  if (progress.phase !== 'verifying' || passes === undefined) return progress.phase;
  return `verifying, ${passes.seen} of ${passes.of}`;
}

function attempt(step: StepView): string {
  if (step.attempt === undefined || step.attempt < 2) return '';
  return step.maxAttempts === undefined
    ? `attempt ${step.attempt}`
    : `attempt ${step.attempt} of ${step.maxAttempts}`;
}

function retry(step: StepView, now: number): string {
  const again = attempt(step) || 'again';
  if (step.nextAttemptAt === undefined) return again;
  const left = Date.parse(step.nextAttemptAt) - now;
  return left > 0 ? `${again} in ${countdown(left)}` : `${again} now`;
}

function countdown(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 10 ? `${seconds}s` : duration(seconds * 1000);
}

/** Machines or units with their state; counted by state where they do not fit. */
export function partsLine(parts: Parts, width: number, style: Style): string {
  const dot = ` ${style.symbols.dot} `;
  const each = Object.entries(parts).map(([part, state]) => `${part} ${state}`);
  const full = each.join(dot);
  const { more } = style.symbols;
  if (cut(full, width, more) === full) return full;
  const byState = new Map<string, number>();
  for (const state of Object.values(parts)) byState.set(state, (byState.get(state) ?? 0) + 1);
  const counted = [...byState].map(([state, number]) => `${number} ${state}`).join(dot);
  return cut(counted, width, more);
}

/** The parts of a step, the running attempt's first. */
export function partsOf(step: StepView): Parts | undefined {
  const parts = step.progress?.parts ?? step.failure?.parts ?? step.parts;
  return parts !== undefined && Object.keys(parts).length > 0 ? parts : undefined;
}

type Paint = (text: string) => string;

/** Symbol and colour of a step's state. */
export function look(
  state: StepStateName,
  change: StepChange | undefined,
  style: Style,
): { symbol: string; paint: Paint } {
  const { symbols, colors } = style;
  switch (state) {
    case 'done':
      return { symbol: symbols.done, paint: isUntouched(change) ? colors.dim : colors.green };
    case 'running':
      return { symbol: symbols.running, paint: colors.cyan };
    case 'retrying':
      return { symbol: symbols.retrying, paint: colors.yellow };
    case 'held':
      return { symbol: symbols.held, paint: colors.red };
    case 'failed':
      return { symbol: symbols.failed, paint: colors.red };
    case 'skipped':
    case 'cancelled':
      return { symbol: symbols.skipped, paint: colors.dim };
    case 'waiting':
      return { symbol: symbols.waiting, paint: colors.dim };
  }
}
