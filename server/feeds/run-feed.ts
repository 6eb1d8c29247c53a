import { definitionKey } from '../../client/run-plans.js';
import type { Services } from '../../client/services.js';
import type { RunView } from '../../contract/run.js';
import type { LiveBus, LiveEvent, LiveProgress } from '../../worker/live.js';
import { runPlanOf } from '../pipelines/outline.js';
import { knownProblem, problemBody, unforeseen } from '../problem.js';
import type { RunPlan } from '../schemas/plan.js';
import type { ProblemBody } from '../schemas/problem.js';
import { Asker } from './asker.js';
import { Followers } from './followers.js';
import { Pace } from './pace.js';
import { Version } from './version.js';
import { withLive } from './with-live.js';

export type RunEvent =
  | { event: 'run'; data: { run: RunView; plan: RunPlan } }
  | { event: 'view'; data: RunView }
  | { event: 'problem'; data: ProblemBody };

export interface FeedSource {
  services: () => Promise<Services>;
  live: LiveBus;
}

/** Between two views of a run, in ms. */
const pace = 100;
/** Where nothing is heard of a run, it is asked for as often, in ms. */
const everyMs = 1_000;

/** One run, for all pages that watch it: asked for once, told to each. */
export class RunFeed {
  readonly #source: FeedSource;
  readonly name: string;
  readonly #runId: string | undefined;
  readonly #asker = new Asker(everyMs, () => this.#ask());
  readonly #pace = new Pace(pace, () => this.#show());
  readonly #changes = new Version();
  readonly #followers = new Followers({
    first: () => {
      this.#source.live.on('attempt', this.#hear);
      this.#asker.start();
    },
    last: () => {
      this.#source.live.off('attempt', this.#hear);
      this.#asker.stop();
      this.#pace.stop();
    },
  });
  #view: RunView | undefined;
  /** What attempts told last, also of those that have ended while Temporal does not know it yet. */
  #live = new Map<string, LiveProgress>();
  #plan: RunPlan | undefined;
  /** Raised when another run took the name, or its pipeline was corrected. */
  #whole = 0;
  #problem: ProblemBody | undefined;
  #shown: RunView | undefined;
  #text = '';

  constructor(source: FeedSource, name: string, runId: string | undefined) {
    this.#source = source;
    this.name = name;
    this.#runId = runId;
  }

  get followers(): number {
    return this.#followers.count;
  }

  /** Something was asked of the run: it is about to change. */
  nudge(): void {
    this.#asker.soon();
  }

  /** The run as it is, and then whenever it changed, until the signal is aborted. */
  async *follow(signal: AbortSignal): AsyncGenerator<RunEvent> {
    this.#followers.enter();
    try {
      let whole = -1;
      // Nothing is known before the first answer.
      let seen = this.#shown || this.#problem ? -1 : this.#changes.number;
      while (!signal.aborted) {
        await this.#changes.after(seen, signal);
        if (signal.aborted) return;
        seen = this.#changes.number;
        const [run, plan] = [this.#shown, this.#plan];
        if (this.#problem) yield { event: 'problem', data: this.#problem };
        else if (run && plan && whole === this.#whole) yield { event: 'view', data: run };
        else if (run && plan) {
          whole = this.#whole;
          yield { event: 'run', data: { run, plan } };
        }
      }
    } finally {
      this.#followers.leave();
    }
  }

  readonly #hear = (event: LiveEvent): void => {
    if (event.run !== this.name || event.what === 'logged') return;
    // A run that had the name before may still report.
    const isOurs = this.#view === undefined || event.runId === this.#view.runId;
    if (event.what !== 'progress') {
      if (event.what === 'started' && isOurs) this.#live.delete(event.step);
      this.#asker.soon();
      return;
    }
    if (!isOurs) return;
    this.#live.set(event.step, { attempt: event.attempt, progress: event.progress });
    this.#pace.ask();
  };

  async #ask(): Promise<void> {
    try {
      const { runs, plans } = await this.#source.services();
      const view = await runs.view(this.name, this.#runId);
      const known = this.#plan && this.#view && definitionKey(this.#view);
      if (known !== definitionKey(view)) {
        this.#plan = runPlanOf(await plans.of(view));
        this.#live = new Map(this.#source.live.progressOf(this.name, view.runId));
        this.#whole++;
      }
      this.#view = view;
      if (this.#problem) this.#text = '';
      this.#problem = undefined;
      this.#pace.ask();
    } catch (error) {
      this.#fail(problemBody(knownProblem(error) ?? unforeseen));
    }
  }

  #fail(problem: ProblemBody): void {
    const isNew = JSON.stringify(problem) !== JSON.stringify(this.#problem);
    this.#problem = problem;
    if (isNew) this.#changes.bump();
  }

  #show(): void {
    if (this.#view === undefined) return;
    const shown = withLive(this.#view, this.#live);
    const text = `${this.#whole} ${JSON.stringify(shown)}`;
    if (text === this.#text) return;
    this.#text = text;
    this.#shown = shown;
    this.#changes.bump();
  }
}
