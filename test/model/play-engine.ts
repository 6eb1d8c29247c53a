import { setTimeout as later } from 'node:timers/promises';
import type { RunView } from '../../contract/run.js';
import { patience } from '../patience.js';
import type { TemporalRig } from '../workflows/temporal-rig.js';
import { runDifferences, startDifferences } from './compare.js';
import { EngineRun, isFlaky } from './engine-run.js';
import { Ledger } from './ledger.js';
import { eventOf, lastEvent, type Move } from './moves.js';
import { lastActs, type ModelStart, Reference } from './reference.js';
import { ReferenceUndo } from './reference-undo.js';
import { type Event, happen } from './reference-updates.js';
import { isChecked, type ModelPipeline } from './shape.js';
import { eventText, pipelineText } from './text.js';

/** Plays one schedule on the reference model and a real run; rejects where they differ. */
export async function playOnEngine(
  rig: TemporalRig,
  runs: Map<string, EngineRun>,
  name: string,
  [pipeline, schedule]: [ModelPipeline, Move[]],
): Promise<void> {
  const run = new EngineRun(rig, pipeline, name);
  runs.set(name, run);
  const play = new Play(pipeline, run);
  await run.start();
  await play.settle();
  for (const [count, move] of schedule.entries()) {
    if (play.model.end() !== undefined) break;
    const event = eventOf(play.model, move, count);
    // Of a real run the next attempt does not wait for a test.
    const waits = event?.do === 'due' || (event?.do === 'finish' && event.how === 'again');
    // What comes from outside is tried on a server by test/workflows/stopped.engine.test.ts.
    const isOutside = ['cancel', 'time-out', 'terminate'].includes(event?.do ?? '');
    if (event && !waits && !isOutside) await play.make(event);
  }
  while (play.model.end() === undefined) await play.make(lastEvent(play.model));
  await play.close();
}

class Play {
  readonly model: Reference;
  readonly #run: EngineRun;
  readonly #ledger: Ledger;
  readonly #story: string[] = [];

  constructor(pipeline: ModelPipeline, run: EngineRun) {
    this.model = new Reference(pipeline);
    this.#run = run;
    this.#ledger = new Ledger(pipeline);
  }

  async make(event: Event): Promise<void> {
    const asked = this.model.pieces.filter(isAsked);
    const accepted = happen(this.model, event);
    this.#story.push(`${eventText(event)}${accepted ? '' : ' (refused)'}`);
    if ((await this.#run.happen(event)) !== accepted) {
      this.#fail([`${accepted ? 'accepted' : 'refused'} by the rules, and not by the run`]);
    }
    if (accepted && event.do === 'approve') {
      // When it was is not the model's to say.
      const { steps } = await this.#run.view();
      for (const piece of asked.filter(({ state }) => state === 'done')) {
        piece.outputs = steps.find(({ id }) => id === piece.id)?.outputs ?? {};
      }
    }
    if (accepted) this.#ledger.happened(event);
    await this.settle();
  }

  /** Waits until the run is where the rules say it has to be. */
  async settle(): Promise<void> {
    const expected = this.#advance();
    const until = Date.now() + patience.timeout;
    let found: string[];
    do {
      const closing = this.model.end() !== undefined;
      found = [
        ...startDifferences(expected, this.#run.started),
        ...(closing ? [] : runDifferences(this.model, await this.#run.view())),
      ];
      if (found.length > 0) await later(10);
    } while (found.length > 0 && Date.now() < until);
    const started = this.#run.started.splice(0);
    const names = started.map(({ id, ahead }) => (ahead ? `a look at ${id}` : id));
    if (names.length > 0) this.#story.push(`  starts ${names.join(', ')}`);
    const visits = started.filter(({ ahead }) => !ahead).map(({ id }) => id);
    this.#fail([...this.#ledger.start(visits), ...found]);
  }

  /** What starts by the rules. The run ends looks that are in vain, and attempts that fail at first. */
  #advance(): ModelStart[] {
    const { looks, pieces } = this.model;
    const all: ModelStart[] = [];
    for (;;) {
      const starts = this.model.advance();
      all.push(...starts);
      for (const { id, ahead } of starts) {
        const step = pieces.find((piece) => piece.id === id)?.step;
        if (!ahead && step && isFlaky(id) && (isChecked(step) || step.repeatable)) {
          looks.touched.add(step);
        }
      }
      const inVain = looks.inVain();
      if (inVain.length === 0) return all;
      for (const id of inVain) looks.finish(id, 'stopped', null);
    }
  }

  async close(): Promise<void> {
    const end = this.model.end() ?? '';
    const { runs, state } = lastActs(this.model.pipeline, end);
    const view = await this.#ended();
    this.#fail([
      ...(this.model.undo ? startDifferences(this.#takenDown(), this.#run.undone) : []),
      ...(JSON.stringify(runs) === JSON.stringify(this.#run.last)
        ? []
        : [`finally: ${JSON.stringify(runs)} by the rules, ${JSON.stringify(this.#run.last)}`]),
      ...(view.state === state ? [] : [`end: ${state} by the rules, ${view.state}`]),
      ...(this.model.undo ? [] : runDifferences(this.model, view)),
    ]);
  }

  async #ended(): Promise<RunView> {
    const until = Date.now() + patience.timeout;
    for (;;) {
      const view = await this.#run.view();
      if (view.endedAt !== undefined) return view;
      if (Date.now() > until) this.#fail(['it does not end']);
      await later(10);
    }
  }

  #takenDown(): ModelStart[] {
    const undo = new ReferenceUndo(this.model);
    const all: ModelStart[] = [];
    for (let starts = undo.advance(); starts.length > 0; starts = undo.advance()) {
      all.push(...starts);
      for (const { id } of starts) undo.finish(id);
    }
    return all;
  }

  #fail(found: string[]): void {
    if (found.length === 0) return;
    const lines = [...found.map((line) => `! ${line}`), '', pipelineText(this.model.pipeline)];
    throw new Error([this.#run.name, ...lines, ...this.#story].join('\n'));
  }
}

function isAsked({ state, step }: Reference['pieces'][number]): boolean {
  return state === 'running' && step.approval;
}
