import type { RunView } from '../../contract/run.js';
import type { Foretold } from '../../workflows/planner/preview/preview.js';
import type { PlannerRun } from './planner-run.js';
import type { ModelStart, Reference } from './reference.js';
import type { Piece } from './seen.js';

/** Differences between what the rules say and what the planner says, in words. */
export function differences(
  model: Reference,
  planner: PlannerRun,
  expected: ModelStart[],
  started: ModelStart[],
): string[] {
  const found = startDifferences(expected, started);
  const same = (what: string, rules: unknown, real: unknown) => {
    if (text(rules) !== text(real))
      found.push(`${what}: ${text(rules)} by the rules, ${text(real)}`);
  };
  same('looks in vain', model.looks.inVain().sort(), planner.inVain().sort());
  same('end of the run', model.end(), planner.end());
  if (model.end() === undefined) same('state of the run', model.state(), planner.state());
  for (const piece of model.pieces) {
    const real = planner.piece(piece.step, piece.item);
    same(`state of ${piece.id}`, piece.state, real.state);
    if (piece.state === 'done') same(`outputs of ${piece.id}`, piece.outputs, real.outputs);
  }
  return found;
}

/** The same of a real run, as a person sees it. */
export function runDifferences(model: Reference, view: RunView): string[] {
  const found: string[] = [];
  const state = model.end() === undefined ? model.state() : view.state;
  if (view.state !== state) found.push(`state of the run: ${state} by the rules, ${view.state}`);
  for (const piece of model.pieces) {
    // Before its items are known, a `for-each` stands for them.
    const ids = [piece.id, piece.step.id];
    const real = ids.flatMap((id) => view.steps.filter((step) => step.id === id))[0];
    // Between two attempts that no test is asked about.
    const now = real?.state === 'retrying' ? 'running' : real?.state;
    const shown = isLookedAt(model, piece, real?.id) ? 'running' : piece.state;
    if (now !== shown) found.push(`state of ${piece.id}: ${shown} by the rules, ${now}`);
    if (piece.state === 'done' && text(real?.outputs) !== text(piece.outputs)) {
      found.push(
        `outputs of ${piece.id}: ${text(piece.outputs)} by the rules, ${text(real?.outputs)}`,
      );
    }
  }
  return found;
}

/** Shown as the step, too, whose items are not known yet. */
function isLookedAt(
  { looks, pieces }: Reference,
  piece: Piece,
  shown: string | undefined,
): boolean {
  const isWhole = shown !== piece.id;
  return pieces.some(
    (one) => (isWhole ? one.step === piece.step : one === piece) && looks.isRunning(one),
  );
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
