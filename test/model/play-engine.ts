import { setTimeout as later } from 'node:timers/promises';
import type { RunView } from '../../contract/run.js';
import { patience } from '../patience.js';
import type { TemporalRig } from '../workflows/temporal-rig.js';
import { startDifferences, viewDifferences } from './compare.js';
import { EngineRun, isFlaky } from './engine-run.js';
import { Ledger } from './ledger.js';
import { eventOf, lastEvent, type Move } from './moves.js';
import { type ModelStart, Reference } from './reference.js';
import { ReferenceLife } from './reference-life.js';
import type { Event } from './reference-updates.js';
import { isSafe, type Piece } from './seen.js';
import type { ModelPipeline } from './shape.js';
import { eventText, pipelineText, startText } from './text.js';

/** Plays one schedule on the reference model and a real run, and one on the down that follows. */
export async function playOnEngine(
  rig: TemporalRig,
  runs: Map<string, EngineRun>,
  name: string,
  [pipeline, schedule, later]: [ModelPipeline, Move[], Move[]],
): Promise<void> {
  const run = (life: ReferenceLife) => {
    const real = new EngineRun(rig, pipeline, name);
    runs.set(name, real);
    return new Play(life, real);
  };
  const up = new ReferenceLife(pipeline);
  await run(up).walk('up', schedule);
  // Of a run that Temporal has ended so, nobody knows what was under way.
  if (!up.isTerminated) await run(new ReferenceLife(pipeline, up.left())).walk('down', later);
}

/** On a server the next attempt, and the time of a run, come by themselves. */
function isPlayed({ course, undo }: ReferenceLife, event: Event): boolean {
  if (event.do !== 'finish') return !['due', 'time-out'].includes(event.do);
  const piece = course.pieces.find(({ id }) => id === event.id);
  const lost = (undo ? piece && undo.lost(piece) : piece?.lost) ?? 0;
  switch (event.how) {
    case 'again':
    case 'overdue':
      return false;
    case 'lost':
      return lost < 3;
    case 'timed-out':
      return piece !== undefined && !undo && course instanceof Reference && !isSafe(piece.step);
    default:
      return true;
  }
}

class Play {
  readonly #life: ReferenceLife;
  readonly #run: EngineRun;
  readonly #ledger: Ledger;
  readonly #story: string[] = [];

  constructor(life: ReferenceLife, run: EngineRun) {
    this.#life = life;
    this.#run = run;
    this.#ledger = new Ledger(life.pipeline);
  }

  async walk(mode: 'up' | 'down', schedule: Move[]): Promise<void> {
    this.#story.push(mode);
    await this.#run.start(mode);
    await this.#settle();
    for (const [count, move] of schedule.entries()) {
      if (this.#life.end() !== undefined) break;
      const event = eventOf(this.#life, move, count);
      if (event && isPlayed(this.#life, event)) await this.#make(event);
    }
    while (this.#life.end() === undefined) await this.#make(lastEvent(this.#life));
    await this.#close();
  }

  async #make(event: Event): Promise<void> {
    const { course, phase } = this.#life;
    const asked = course.pieces.filter(isAsked);
    const accepted = this.#life.happen(event);
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
    if (accepted && phase === 'forward') this.#ledger.happened(event);
    await this.#settle();
  }

  /** Waits until the run is where the rules say it has to be. */
  async #settle(): Promise<void> {
    const expected = this.#advance();
    const until = Date.now() + patience.timeout;
    let found: string[];
    do {
      const closing = this.#life.end() !== undefined;
      found = [
        ...startDifferences(expected, this.#run.started),
        ...(closing ? [] : viewDifferences(this.#life, await this.#run.view())),
      ];
      if (found.length > 0) await later(10);
    } while (found.length > 0 && Date.now() < until);
    const started = this.#run.started.splice(0);
    this.#story.push(...started.map(startText));
    const ids = started.filter(({ mode }) => mode === undefined).map(({ id }) => id);
    this.#fail([...this.#ledger.start(ids), ...found]);
  }

  /** What starts by the rules. The run ends looks that are in vain, and attempts that fail at first. */
  #advance(): ModelStart[] {
    const { course } = this.#life;
    const all: ModelStart[] = [];
    for (;;) {
      const starts = this.#life.advance();
      all.push(...starts);
      if (!(course instanceof Reference)) return all;
      for (const { id } of starts.filter(({ mode }) => mode === undefined)) failAtFirst(course, id);
      const inVain = course.looks.inVain();
      if (inVain.length === 0) return all;
      for (const id of inVain) course.looks.finish(id, 'stopped', null);
    }
  }

  async #close(): Promise<void> {
    const end = this.#life.end();
    const view = await this.#ended();
    this.#fail([
      ...(view.state === end ? [] : [`end: ${end} by the rules, ${view.state}`]),
      ...(this.#life.isTerminated ? [] : viewDifferences(this.#life, view)),
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

  #fail(found: string[]): void {
    if (found.length === 0) return;
    const lines = [...found.map((line) => `! ${line}`), '', pipelineText(this.#life.pipeline)];
    throw new Error([this.#run.name, ...lines, ...this.#story].join('\n'));
  }
}

/** Its second attempt runs by now, where it has one. */
function failAtFirst({ pieces, looks }: Reference, id: string): void {
  const piece = pieces.find((each) => each.id === id);
  if (!piece || !isFlaky(id) || !isSafe(piece.step)) return;
  piece.attempt = 2;
  looks.touched.add(piece.step);
}

function isAsked({ state, step }: Piece): boolean {
  return state === 'running' && step.approval;
}
