import type { RunView, StepView } from '../../contract/run.js';
import type { Foretold } from '../../workflows/planner/preview/preview.js';
import type { PlannerRun } from './planner-run.js';
import { type ModelStart, Reference } from './reference.js';
import type { ReferenceLife } from './reference-life.js';
import type { Piece, Seen } from './seen.js';

/** Differences between what the rules say and what the planner says, in words. */
export function differences(
  life: ReferenceLife,
  planner: PlannerRun,
  expected: ModelStart[],
  started: ModelStart[],
): string[] {
  const { course, phase, undo, last } = life;
  const found = startDifferences(expected, started);
  const same = (what: string, rules: unknown, real: unknown) => {
    if (text(rules) !== text(real))
      found.push(`${what}: ${text(rules)} by the rules, ${text(real)}`);
  };
  same('phase of the run', phase, planner.phase());
  same('end of the run', life.end(), planner.end());
  if (course instanceof Reference && phase === 'forward') {
    same('looks in vain', course.looks.inVain().sort(), planner.inVain().sort());
    same('state of the run', course.state(), planner.state());
  }
  for (const piece of undo?.pieces ?? []) {
    same(`undo of ${piece.id}`, undo?.stateOf(piece), planner.undo(piece.id));
  }
  for (const [id, state] of last?.states ?? []) same(`last act ${id}`, state, planner.last(id));
  // What is taken down may be known from the last up.
  if (!(course instanceof Reference) && phase !== 'looking') return found;
  for (const piece of course.pieces.filter((each) => isKnown(course, each))) {
    const real = planner.piece(piece.id);
    same(`state of ${piece.id}`, piece.state, real?.state);
    if (piece.state === 'done') same(`outputs of ${piece.id}`, piece.outputs, real?.outputs);
  }
  return found;
}

/** Before its items are known, a `for-each` stands for them. */
function isKnown({ known }: Seen, { item, step }: Piece): boolean {
  return item === undefined || known.has(step.id);
}

/** The same of a real run, as a person sees it. */
export function viewDifferences(life: ReferenceLife, view: RunView): string[] {
  const { course, undo, last } = life;
  const found: string[] = [];
  const same = (what: string, rules: unknown, real: unknown) => {
    if (rules !== real) found.push(`${what}: ${rules} by the rules, ${real}`);
  };
  if (course instanceof Reference && life.phase === 'forward') {
    same('state of the run', course.state(), view.state);
  }
  for (const { id } of life.pipeline.finally) {
    const real = view.finally.find((step) => step.id === id)?.state;
    same(`last act ${id}`, last?.states.get(id) ?? 'waiting', real);
  }
  for (const piece of course.pieces) {
    const real = view.steps.find(({ id }) => id === piece.id);
    const isUndone = undo?.pieces.includes(piece) && undo;
    if (isUndone) same(`undo of ${piece.id}`, isUndone.stateOf(piece), undoneOf(real));
    // A down shows what it takes down; where items are on their way, they stand for their step.
    if (isUndone || !(course instanceof Reference) || !isShown(course, piece)) continue;
    const shown = isLookedAt(course, piece) ? 'running' : piece.state;
    same(`state of ${piece.id}`, shown, real?.state);
    if (piece.state !== 'done') continue;
    same(`outputs of ${piece.id}`, text(piece.outputs), text(real?.outputs));
  }
  return found;
}

function isShown(course: Seen, { step, item, isWhole }: Piece): boolean {
  if (!step.forEach) return true;
  const byItems = course.known.has(step.id) && !course.standsForItems(step);
  return byItems ? item !== undefined : isWhole === true;
}

/** Shown as what runs, as its step is whose items are not known yet. */
function isLookedAt({ looks, pieces }: Reference, piece: Piece): boolean {
  if (piece.state !== 'waiting') return false;
  return pieces.some(
    (one) => (piece.isWhole ? one.step === piece.step : one === piece) && looks.isRunning(one),
  );
}

function undoneOf(real: StepView | undefined): string {
  const { state = 'none', change } = real ?? {};
  if (state !== 'done') return state;
  return change === 'undone' ? 'undone' : 'nothing';
}

export function startDifferences(expected: ModelStart[], started: ModelStart[]): string[] {
  const [rules, real] = [text(sorted(expected)), text(sorted(started))];
  return rules === real ? [] : [`starts: ${rules} by the rules, ${real}`];
}

function sorted(starts: ModelStart[]): ModelStart[] {
  return [...starts].sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** The same text for the same value, whatever the order of its fields. */
function text(value: unknown): string {
  const order = (_: string, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each;
  return JSON.stringify(value, order) ?? 'none';
}

const visits: ReadonlySet<string> = new Set([
  'checked',
  'to-do',
  'done-again',
  'known-after-apply',
]);

/** Where a preview said something else than what the resume then did at once. */
export function previewDifferences(
  { refused, steps }: Pick<Foretold, 'steps'> & { refused?: string | undefined },
  isAccepted: boolean,
  started: string[],
): string[] {
  if ((refused === undefined) !== isAccepted) return [`its preview said ${refused ?? 'it fits'}`];
  return started.flatMap((id) => {
    const told = steps.find((step) => step.id === id || id.startsWith(`${step.id}[`));
    if (told && visits.has(told.action)) return [];
    return [`${id} starts, and the preview said ${told?.action ?? 'nothing of it'}`];
  });
}
