import type { Change, RunComparison, StepComparison } from '../../contract/comparison.js';
import type { Json } from '../../contract/plan.js';
import type { Style } from '../terminal/style.js';
import { cut, oneLine, pad, widest } from '../terminal/text.js';
import { changedFieldLines } from './changed-fields.js';
import { count } from './count.js';
import { dateAndTime, duration } from './time.js';

/** `muster status NAME --against last-green`: what differs, step by step. */
export function comparisonLines(comparison: RunComparison, style: Style): string[] {
  const { colors, symbols } = style;
  const { name, run, against, steps } = comparison;
  const inputs = Object.entries(comparison.inputs).map(([input, change]) =>
    line(`input ${input}`, valueWords(change), style),
  );
  const differing = steps.filter(differs);
  const idWidth = Math.min(34, widest(differing.map(({ id }) => id)));
  const same = steps.length - differing.length;
  return [
    `${colors.bold(name)} ${symbols.dot} ${dateAndTime(run.startedAt)} against ${dateAndTime(against.startedAt)}`,
    ...(comparison.pipeline === 'changed' ? [line('pipeline', 'is another text', style)] : []),
    ...inputs,
    ...differing.flatMap((step) => stepLines(step, idWidth, style)),
    '',
    differing.length === 0
      ? `No step differs (${count(steps.length, 'step')})`
      : `${differing.length} differ, ${same} do not`,
  ];
}

/** Durations always differ: by half and by more than a second, they are worth a word. */
function isSlower({ duration: took }: StepComparison): boolean {
  if (took === undefined) return false;
  const by = Math.abs(took.is - took.was);
  return by > 1000 && by > took.was / 2;
}

function differs(step: StepComparison): boolean {
  const { definition, outcome, outputs, fields } = step;
  return definition !== 'same' || (outcome ?? outputs ?? fields) !== undefined || isSlower(step);
}

function stepLines(step: StepComparison, idWidth: number, style: Style): string[] {
  const { definition, outcome, outputs = {}, duration: took } = step;
  const id = pad(cut(step.id, idWidth, style.symbols.more), idWidth);
  const indent = ' '.repeat(idWidth);
  const fields = changedFieldLines(step.fields ?? {}, style.width - idWidth - 5, style);
  const notes = [
    ...(definition === 'same' ? [] : [`definition ${definition}`]),
    ...(definition === 'same' && step.fields ? ['written otherwise'] : []),
    ...(outcome ? [`${outcome.was ?? 'not there'} → ${outcome.is ?? 'not there'}`] : []),
    ...(took && isSlower(step) ? [`${duration(took.was)} → ${duration(took.is)}`] : []),
    ...Object.entries(outputs).map(([name, change]) => `${name}: ${valueWords(change)}`),
  ];
  const [first = '', ...rest] = notes;
  return [
    line(id, first, style),
    ...fields.map((text) => `  ${indent}  ${text}`),
    ...rest.map((note) => line(indent, note, style)),
  ];
}

function line(head: string, text: string, style: Style): string {
  return `  ${head}  ${cut(oneLine(text), style.width - head.length - 5, style.symbols.more)}`;
}

function valueWords({ was, is }: Change<Json>): string {
  const words = (value: Json | undefined) => (value === undefined ? 'none' : JSON.stringify(value));
  return `${words(was)} → ${words(is)}`;
}
