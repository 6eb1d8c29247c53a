import { type Finding, findingOf } from '../../contract/finding.js';
import type { RunView, StepView } from '../../contract/run.js';
import { shellWord } from '../terminal/quote.js';
import type { Style } from '../terminal/style.js';
import { cut, oneLine, pad, widest, wrap } from '../terminal/text.js';
import { givenWords } from './input-words.js';
import { partsLine, partsOf } from './step-words.js';
import { waysLines } from './ways.js';

/** Steps by finding. */
export function findings(view: RunView): Map<Finding, StepView[]> {
  const found = new Map<Finding, StepView[]>();
  for (const step of view.steps) {
    const finding = findingOf(step);
    if (finding !== undefined) found.set(finding, [...(found.get(finding) ?? []), step]);
  }
  return found;
}

interface Wording {
  mark: string;
  /** Before the reason. */
  words: string;
  /** In the summary. */
  summary: string;
  color: 'green' | 'dim' | 'cyan' | 'red' | 'yellow';
}

const planWords: Record<Finding, Wording> = {
  'to-do': { mark: '+', words: 'to do', summary: 'to do', color: 'green' },
  unchanged: { mark: '=', words: 'unchanged', summary: 'unchanged', color: 'dim' },
  'always-runs': { mark: '~', words: 'always runs', summary: 'always run', color: 'cyan' },
  'known-after-apply': {
    mark: '?',
    words: 'known after apply',
    summary: 'known after apply',
    color: 'yellow',
  },
  unknown: {
    mark: '!',
    words: 'could not be checked',
    summary: 'could not be checked',
    color: 'red',
  },
};

const verifyWords: Record<Finding, Wording> = {
  ...planWords,
  'to-do': { mark: '!', words: 'does not hold', summary: 'drifted', color: 'red' },
  unchanged: { mark: '=', words: 'holds', summary: 'hold', color: 'green' },
  'always-runs': {
    mark: '~',
    words: 'has no check',
    summary: 'without a check',
    color: 'dim',
  },
  'known-after-apply': {
    mark: '?',
    words: 'depends on what does not hold',
    summary: 'not known',
    color: 'yellow',
  },
};

/** `muster plan`: what `up` would do, step by step, and the count. */
export function planLines(view: RunView, style: Style): string[] {
  return [...stepLines(view, planWords, false, style), '', planSummary(view)];
}

/** How the plan was asked for. */
interface Asked {
  command: string;
  pipeline: string;
  input?: string[];
  inputs?: string;
  only?: string[];
  from?: string[];
  until?: string[];
  skip?: string[];
}

/** The command that brings up what was planned, and nothing else; nothing where there is nothing to do. */
export function upLines(view: RunView, asked: Asked, style: Style): string[] {
  const found = findings(view);
  const isToDo = ['to-do', 'known-after-apply', 'always-runs'] as const;
  if (view.fingerprint === undefined || !isToDo.some((finding) => found.has(finding))) return [];
  const chosen = (['only', 'from', 'until', 'skip'] as const).flatMap((way) => {
    const ids = asked[way];
    return ids ? [` --${way} ${shellWord(ids.join(','))}`] : [];
  });
  const words = `${shellWord(asked.pipeline)}${givenWords(asked)}${chosen.join('')}`;
  const command = `${asked.command} up ${words} --planned ${view.fingerprint}`;
  const title = 'To bring up just that (refused if the pipeline or its inputs differ by then):';
  return waysLines(title, [[command, '']], style);
}

/** `2 to do, 9 unchanged`. */
export function planSummary(view: RunView): string {
  const found = findings(view);
  const open = (['to-do', 'known-after-apply', 'unknown'] as const).some((key) => found.has(key));
  const counts = summary(found, planWords);
  return open ? counts : `Nothing to do: ${counts}`;
}

/** `muster verify`: whether each step holds, with what was seen. */
export function verifyLines(view: RunView, style: Style): string[] {
  return [...stepLines(view, verifyWords, true, style), '', summary(findings(view), verifyWords)];
}

function summary(found: Map<Finding, StepView[]>, words: Record<Finding, Wording>): string {
  const order = Object.keys(words) as Finding[];
  const parts = order.flatMap((finding) => {
    const number = found.get(finding)?.length ?? 0;
    return number === 0 ? [] : [`${number} ${words[finding].summary}`];
  });
  return parts.length === 0 ? 'No steps' : parts.join(', ');
}

function stepLines(
  view: RunView,
  wordings: Record<Finding, Wording>,
  seen: boolean,
  style: Style,
): string[] {
  const { colors } = style;
  const idWidth = Math.min(34, widest(view.steps.map((step) => step.id)));
  const indent = ' '.repeat(4 + idWidth + 2);
  const room = style.width - 1 - indent.length;
  return view.steps.flatMap((step) => {
    const finding = findingOf(step);
    if (finding === undefined) return [];
    const { mark, words, color } = wordings[finding];
    const id = pad(cut(step.id, idWidth, style.symbols.more), idWidth);
    const why = whyOf(step, finding);
    const line = `  ${colors[color](`${mark} ${id}  ${words}`)}${why === '' ? '' : `: ${why}`}`;
    const parts = finding === 'to-do' || seen ? partsOf(step) : undefined;
    const lines = parts === undefined ? [line] : [line, indent + partsLine(parts, room, style)];
    if (finding === 'to-do' && step.failure) {
      const blocked = [`cannot be applied: ${step.failure.message}`, step.failure.next];
      return [...lines, ...blocked.flatMap((text) => wrap(text, room).map((one) => indent + one))];
    }
    const next = finding === 'unknown' ? step.failure?.next : undefined;
    return next === undefined ? lines : [...lines, indent + colors.dim(oneLine(next))];
  });
}

function whyOf(step: StepView, finding: Finding): string {
  if (finding === 'unchanged' || finding === 'always-runs') return '';
  if (finding === 'to-do') return oneLine(step.why ?? '');
  return oneLine(step.failure?.message ?? step.why ?? '');
}
