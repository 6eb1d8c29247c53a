import type { Foretold } from '../../workflows/planner/preview/preview.js';
import { differences, previewDifferences, startDifferences } from './compare.js';
import { Ledger } from './ledger.js';
import { eventOf, lastEvent, type Move } from './moves.js';
import { PlannerRun } from './planner-run.js';
import { type ModelStart, Reference } from './reference.js';
import { ReferenceUndo } from './reference-undo.js';
import { type Event, happen } from './reference-updates.js';
import type { ModelPipeline } from './shape.js';
import { eventText, pipelineText } from './text.js';

/** Plays one schedule on the reference model and the planner; throws where they differ. */
export function playOnPlanner(pipeline: ModelPipeline, schedule: Move[]): void {
  const play = new Play(pipeline);
  play.settle();
  for (const [count, move] of schedule.entries()) {
    if (play.model.end() !== undefined) break;
    const event = eventOf(play.model, move, count);
    if (event) play.make(event);
  }
  if (play.model.end() === undefined) play.correct(schedule);
  for (let left = 400; play.model.end() === undefined; left--) {
    if (left === 0) play.fail(['the run never ends']);
    play.make(lastEvent(play.model));
  }
  if (play.model.undo) play.takeDown(schedule);
  play.again(schedule);
}

class Play {
  readonly model: Reference;
  readonly #planner: PlannerRun;
  readonly #pipeline: ModelPipeline;
  readonly #ledger: Ledger;
  readonly #story: string[] = [];

  constructor(pipeline: ModelPipeline) {
    this.model = new Reference(pipeline);
    this.#planner = new PlannerRun(pipeline);
    this.#pipeline = pipeline;
    this.#ledger = new Ledger(pipeline);
  }

  make(event: Event): void {
    const told = event.do === 'resume' ? this.#planner.preview(event.steps) : undefined;
    const accepted = happen(this.model, event);
    this.#story.push(`${eventText(event)}${accepted ? '' : ' (refused)'}`);
    if (this.#planner.happen(event) !== accepted) {
      this.fail([`${accepted ? 'accepted' : 'refused'} by the rules, and not by the planner`]);
    }
    if (accepted) this.#ledger.happened(event);
    // Nothing is decided any more.
    if (event.do === 'terminate') return;
    const ids = this.settle();
    if (told) this.fail(previewDifferences(told, accepted, ids));
  }

  settle(): string[] {
    const expected = this.model.advance();
    const before = this.#planner.done();
    const started = this.#planner.advance();
    const visits = started.filter(({ ahead }) => !ahead);
    const ids = visits.map(({ id }) => id);
    const names = started.map(({ id, ahead }) => (ahead ? `a look at ${id}` : id));
    if (names.length > 0) this.#story.push(`  starts ${names.join(', ')}`);
    this.fail([
      ...this.#ledger.start(ids, looksAmong(started)),
      ...this.#ledger.seen(seen(this.model, before, this.#planner.done())),
      ...differences(this.model, this.#planner, expected, started),
    ]);
    return ids;
  }

  /** The end of a run that was aborted with undo. */
  takeDown(schedule: Move[]): void {
    const undo = new ReferenceUndo(this.model);
    this.#planner.beginUndo();
    for (let turn = 0; ; turn++) {
      const expected = undo.advance();
      const started = this.#planner.advanceUndo();
      this.#story.push(...started.map(({ id }) => `  takes ${id} down`));
      this.fail(startDifferences(expected, started));
      const running = undo.running();
      const id = running[(schedule[turn]?.which ?? 0) % running.length];
      if (id === undefined) break;
      const failed = schedule[turn]?.kind === 'fail';
      this.#story.push(`${id} is ${failed ? 'not ' : ''}taken down`);
      undo.finish(id);
      this.#planner.finishUndo(id, failed);
    }
    const same = undo.isFinished() && this.#planner.isUndoFinished();
    this.fail(same ? [] : ['something is never taken down']);
  }

  /**
   * What if the pipeline was corrected now, some steps being defined otherwise, some named? It starts
   * what its preview said, and does nothing unsafe twice, then and after a resume.
   */
  correct(schedule: Move[]): void {
    const ids = this.model.pieces.map(({ step }) => step.id);
    const pick = (moves: Move[]) => {
      const picked = moves.map(({ which }) => ids[which % ids.length]);
      return [...new Set(picked)].filter((id) => id !== undefined);
    };
    const changed = pick(schedule.slice(0, 2));
    const named = pick(schedule.slice(2, 4).filter(({ flag }) => flag));
    const next = this.#planner.copy();
    const told = next.previewCorrection(this.#pipeline, changed, named);
    const isAccepted = next.correct(this.#pipeline, changed, named);
    const ledger = this.#ledger.copy();
    const length = this.#story.length;
    this.#story.push(`corrected: ${changed}, named: ${named}${isAccepted ? '' : ' (refused)'}`);
    if (isAccepted) {
      ledger.happened({ do: 'resume' });
      const steps = this.model.pieces.filter(({ step }) => named.includes(step.id));
      ledger.happened({ do: 'resume', steps: steps.map(({ id }) => id) });
    }
    this.#goesOn(next, ledger, isAccepted ? told : undefined, schedule);
    this.#story.length = length;
  }

  /**
   * A new run goes on from this one, some steps named: it starts what its preview said, and does
   * nothing unsafe twice, then and after a resume.
   */
  again(schedule: Move[]): void {
    const pieces = this.model.pieces.map(({ id }) => id);
    const named = schedule.slice(0, 2).flatMap(({ flag, which }) => {
      const id = pieces[which % pieces.length];
      return flag && id !== undefined ? [id] : [];
    });
    const told = this.#planner.previewGoOn(named);
    this.#story.push(`a new run goes on${named.length > 0 ? `, named: ${named.join(', ')}` : ''}`);
    const next = this.#planner.goOn(this.#pipeline, named);
    const undone = this.#planner.undone();
    this.#ledger.again(named, undone);
    this.#goesOn(next, this.#ledger, told, schedule, (run) => {
      const stale = run.reused().filter((id) => undone.includes(id));
      return stale.map((id) => `${id} was taken down, and is left in place`);
    });
  }

  /** A run that no rules foretell: held to its preview, and to the promises. */
  #goesOn(
    run: PlannerRun,
    ledger: Ledger,
    told: Pick<Foretold, 'steps'> | undefined,
    schedule: Move[],
    begun: (run: PlannerRun) => string[] = () => [],
  ): void {
    const advance = (): string[] => {
      const before = run.done();
      const started = run.advance();
      const ids = started.filter(({ ahead }) => !ahead).map(({ id }) => id);
      const looks = looksAmong(started);
      const names = [...ids, ...looks.map((id) => `a look at ${id}`)];
      if (names.length > 0) this.#story.push(`  starts ${names.join(', ')}`);
      this.fail(ledger.start(ids, looks));
      this.fail(ledger.seen(seen(this.model, before, run.done())));
      return ids;
    };
    const first = advance();
    if (told) this.fail(previewDifferences({ steps: told.steps }, true, first));
    this.fail(begun(run));
    for (const [turn, { kind, which }] of schedule.entries()) {
      const event = eventAgain(run, kind, which, turn);
      if (!event) return;
      this.#story.push(eventText(event));
      if (run.happen(event)) ledger.happened(event);
      advance();
    }
  }

  /** With all that is needed to see why. */
  fail(found: string[]): void {
    if (found.length === 0) return;
    const lines = [...found.map((line) => `! ${line}`), '', pipelineText(this.#pipeline)];
    throw new Error([...lines, ...this.#story].join('\n'));
  }
}

function looksAmong(started: ModelStart[]): string[] {
  return started.filter(({ ahead }) => ahead).map(({ id }) => id);
}

/** Pieces of work that are done by now, and were not before. */
function seen({ pieces }: Reference, before: string[], after: string[]): string[] {
  return after.filter((id) => !before.includes(id) && pieces.some((piece) => piece.id === id));
}

/** What happens next in a run that went on; undefined: nothing can. */
function eventAgain(
  run: PlannerRun,
  kind: Move['kind'],
  which: number,
  now: number,
): Event | undefined {
  const { asked, held } = run.waiting();
  const looking = run.looking();
  const look = looking[which % looking.length];
  if (look !== undefined && (kind === 'look' || run.inVain().includes(look))) {
    const how = now % 3 === 0 ? 'missing' : 'holds';
    return { do: 'look', id: look, how, outputs: { value: look } };
  }
  const running = run.running();
  const id = running[which % running.length];
  if (id !== undefined) {
    const found = kind === 'look' || kind === 'due' ? 'unchanged' : 'changed';
    const how = kind === 'fail' ? 'fail' : kind === 'lose' ? 'lost' : found;
    return { do: 'finish', id, how, outputs: { value: id } };
  }
  if (asked[0] !== undefined) return { do: 'approve', step: asked[0], now };
  if (look !== undefined) {
    return { do: 'look', id: look, how: 'holds', outputs: { value: look } };
  }
  return held.length > 0 ? { do: 'resume' } : undefined;
}
