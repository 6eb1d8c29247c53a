import { differences, previewDifferences, startDifferences } from './compare.js';
import { Ledger } from './ledger.js';
import { eventOf, lastEvent, type Move } from './moves.js';
import { PlannerRun } from './planner-run.js';
import { Reference } from './reference.js';
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
  for (let left = 200; play.model.end() === undefined; left--) {
    if (left === 0) play.fail(['the run never ends']);
    play.make(lastEvent(play.model));
  }
  if (play.model.undo) play.takeDown(schedule);
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
    const ids = this.settle();
    if (told) this.fail(previewDifferences(told, accepted, ids));
  }

  settle(): string[] {
    const expected = this.model.advance();
    const started = this.#planner.advance();
    const ids = started.map(({ id }) => id);
    if (ids.length > 0) this.#story.push(`  starts ${ids.join(', ')}`);
    this.fail([
      ...this.#ledger.start(ids),
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

  /** With all that is needed to see why. */
  fail(found: string[]): void {
    if (found.length === 0) return;
    const lines = [...found.map((line) => `! ${line}`), '', pipelineText(this.#pipeline)];
    throw new Error([...lines, ...this.#story].join('\n'));
  }
}
