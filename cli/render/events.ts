import type { RunView, StepView } from '../../contract/run.js';
import { isAsked } from '../../contract/waits.js';
import { allSteps } from '../../contract/words.js';
import type { Style } from '../terminal/style.js';
import { oneLine, pad } from '../terminal/text.js';
import { hasEnded, isUnchanged, outline } from './outline.js';
import { look, partsLine, partsOf, stateWords } from './step-words.js';
import { tally } from './tally.js';
import { clock, duration, elapsed } from './time.js';

/** One thing that happened between two views of a run. */
export interface Event {
  /** Step or group. */
  id: string;
  text: string;
  paint: (text: string) => string;
  /** When it happened, where that was before anybody followed the run: ms. */
  at?: number;
}

/**
 * What a person reading a log wants to know of the way from one view to the next. A step that
 * turns out to be unchanged says nothing before, and inside a group nothing at all.
 */
export function events(
  before: RunView | undefined,
  after: RunView,
  now: number,
  style: Style,
): Event[] {
  const known = new Map(before === undefined ? [] : stepsOf(before).map((step) => [step.id, step]));
  const groups = endedGroups(known, after, style);
  return stepsOf(after).flatMap((step) => {
    const text = eventText(known.get(step.id), step, after, now, style);
    const { paint } = look(step.state, step.change, style);
    const own = text === undefined ? [] : [{ id: step.id, text, paint, ...since(before, step) }];
    return [...own, ...(groups.get(step.id) ?? [])];
  });
}

/** What had ended when the run was first seen did so then, and not now. */
function since(before: RunView | undefined, step: StepView): Pick<Event, 'at'> {
  const { endedAt } = step;
  const isOld = before === undefined && hasEnded(step);
  return isOld && endedAt !== undefined ? { at: Date.parse(endedAt) } : {};
}

function stepsOf(view: RunView): StepView[] {
  return allSteps(view);
}

function eventText(
  before: StepView | undefined,
  after: StepView,
  run: RunView,
  now: number,
  style: Style,
): string | undefined {
  const said = () => stateWords(after, run, now, style);
  if (phaseKey(after) === (before === undefined ? 'waiting' : phaseKey(before))) return undefined;
  if (hasEnded(after)) {
    if (after.group !== '' && isUnchanged(after)) return undefined;
    const took = elapsed(after, now);
    const words = said();
    const done = after.state === 'done' && !isUnchanged(after) && took !== undefined;
    return done ? `${words} (${duration(took)})` : withMessage(words, after);
  }
  if (after.state === 'held') return withMessage(said(), after);
  if (after.state === 'retrying') return retryText(after);
  if (isAsked(after)) return withWhy(said(), after);
  const parts = after.progress?.phase === 'applying' ? partsOf(after) : undefined;
  const isPlain = after.progress === undefined && after.noWorker === undefined;
  const words = isPlain ? 'running' : said();
  return parts === undefined ? words : `${words}: ${partsLine(parts, style.width - 40, style)}`;
}

/** What has to differ for a line to be worth it: a running step that only looks is still quiet. */
function phaseKey(step: StepView): string {
  if (step.state === 'retrying') return `retrying ${step.attempt ?? 0}`;
  if (step.state !== 'running') return step.state;
  if (step.noWorker !== undefined) return 'no worker';
  if (isAsked(step)) return 'approval';
  const phase = step.progress?.phase;
  if (phase === undefined || phase === 'checking') return 'waiting';
  return `running ${step.attempt ?? 1}`;
}

function retryText(step: StepView): string {
  const attempt =
    step.attempt === undefined || step.maxAttempts === undefined
      ? 'retrying'
      : `attempt ${step.attempt} of ${step.maxAttempts} follows`;
  return withMessage(attempt, step);
}

function withMessage(words: string, step: StepView): string {
  return step.failure === undefined ? words : `${words}: ${oneLine(step.failure.message)}`;
}

function withWhy(words: string, step: StepView): string {
  return step.why === undefined ? words : `${words}: ${oneLine(step.why)}`;
}

/** What is said of each group that has just ended, by the id of its last step. */
function endedGroups(
  known: Map<string, StepView>,
  after: RunView,
  style: Style,
): Map<string, Event[]> {
  const ended = new Map<string, Event[]>();
  for (const node of outline(after.steps)) {
    if (node.kind !== 'group' || !node.steps.every(hasEnded)) continue;
    const news = node.steps.some((step) => {
      const before = known.get(step.id);
      return before === undefined || !hasEnded(before);
    });
    const last = node.steps.at(-1);
    if (!news || last === undefined) continue;
    const changed = node.steps.some((step) => !isUnchanged(step));
    const { paint } = look('done', changed ? 'changed' : 'unchanged', style);
    ended.set(last.id, [{ id: node.id, text: tally(node.steps), paint }]);
  }
  return ended;
}

/** `12:00:01  machines      applying`, as wide as it needs: a log is not cut. */
export function eventLine(event: Event, now: number, idWidth: number, style: Style): string {
  // An item may hold anything, a line break too.
  const id = pad(oneLine(event.id), idWidth);
  return `${style.colors.dim(clock(event.at ?? now))}  ${id}  ${event.paint(event.text)}`;
}
