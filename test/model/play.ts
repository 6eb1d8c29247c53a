import type { Foretold } from '../../workflows/planner/preview/preview.js';
import { differences, previewDifferences } from './compare.js';
import { Ledger } from './ledger.js';
import { eventOf, lastEvent, type Move } from './moves.js';
import { PlannerRun } from './planner-run.js';
import { type ModelStart, Reference } from './reference.js';
import { ReferenceLife } from './reference-life.js';
import type { Event } from './reference-updates.js';
import { isSafe, type Piece } from './seen.js';
import type { ModelPipeline } from './shape.js';
import { eventText, pipelineText, startText } from './text.js';

/** Plays one schedule on the reference model and the planner; throws where they differ. */
export function playOnPlanner(pipeline: ModelPipeline, schedule: Move[], later: Move[]): void {
  const play = new Play(pipeline);
  play.walk(schedule, () => play.correct(schedule));
  play.goDown(later);
  play.again(schedule);
}

class Play {
  #life: ReferenceLife;
  #planner: PlannerRun;
  readonly #pipeline: ModelPipeline;
  readonly #ledger: Ledger;
  readonly #story: string[] = [];

  constructor(pipeline: ModelPipeline) {
    this.#life = new ReferenceLife(pipeline);
    this.#planner = new PlannerRun(pipeline);
    this.#pipeline = pipeline;
    this.#ledger = new Ledger(pipeline);
  }

  /** From its first step to its last act. */
  walk(schedule: Move[], whenIdle: () => void = () => {}): void {
    this.#settle();
    let idle = schedule.length % 3;
    for (const [count, move] of schedule.entries()) {
      if (this.#life.end() !== undefined) break;
      // Not always the first time that nothing runs, and in each run once.
      if (this.#isIdle() && idle-- === 0) whenIdle();
      const event = eventOf(this.#life, move, count);
      if (event) this.make(event);
    }
    if (this.#isIdle() && idle >= 0) whenIdle();
    for (let left = 500; this.#life.end() === undefined; left--) {
      if (left === 0) this.fail(['the run never ends']);
      this.make(lastEvent(this.#life));
    }
  }

  /** It has not ended, and waits for somebody. */
  #isIdle(): boolean {
    const { course, phase } = this.#life;
    const works = course.pieces.some(({ state, step }) => state === 'running' && !step.approval);
    const isBusy = works || (course instanceof Reference && course.looks.anyRuns());
    return phase === 'forward' && this.#life.end() === undefined && !isBusy;
  }

  make(event: Event): void {
    const isForward = this.#life.phase === 'forward';
    const told =
      event.do === 'resume' && isForward ? this.#planner.preview(event.steps) : undefined;
    const accepted = this.#life.happen(event);
    this.#story.push(`${eventText(event)}${accepted ? '' : ' (refused)'}`);
    if (this.#planner.happen(event) !== accepted) {
      this.fail([`${accepted ? 'accepted' : 'refused'} by the rules, and not by the planner`]);
    }
    if (accepted && isForward) this.#ledger.happened(event);
    const ids = this.#settle();
    if (told) this.fail(previewDifferences(told, accepted, ids));
  }

  #settle(): string[] {
    const { phase } = this.#life;
    const expected = this.#life.advance();
    const before = this.#planner.done();
    const started = this.#planner.advance();
    this.#tell(started);
    const ids = applied(started);
    this.fail([
      ...this.#ledger.start(ids, looksAmong(started)),
      ...(phase === 'forward' ? this.#seen(this.#ledger, before, this.#planner) : []),
      ...differences(this.#life, this.#planner, expected, started),
    ]);
    return ids;
  }

  /** What is there is taken down, on a run of its own; where that is cut short, on another one. */
  goDown(schedule: Move[]): void {
    const [life, planner, length] = [this.#life, this.#planner, this.#story.length];
    const left = life.left();
    this.#planner = planner.goDown(this.#pipeline);
    for (const [time, moves] of [schedule, []].entries()) {
      this.#story.push(time === 0 ? 'a down' : 'the down goes on');
      this.#life = new ReferenceLife(this.#pipeline, left);
      this.walk(moves);
      if (this.#life.end() === 'succeeded') break;
      this.#planner = this.#planner.goDownAgain(this.#pipeline);
    }
    [this.#life, this.#planner] = [life, planner];
    this.#story.length = length;
  }

  /**
   * What if the pipeline was corrected now, some steps being defined otherwise, some named? It starts
   * what its preview said, and does nothing unsafe twice, then and after a resume.
   */
  correct(schedule: Move[]): void {
    const ids = this.#life.course.pieces.map(({ step }) => step.id);
    const pick = (moves: Move[]) => {
      const picked = moves.map(({ which }) => ids[which % ids.length]);
      return [...new Set(picked)].filter((id) => id !== undefined);
    };
    const changed = pick(schedule.slice(0, 2));
    const named = pick(schedule.slice(2, 4).filter(({ flag }) => flag));
    const next = this.#planner.copy();
    const told = next.previewCorrection(this.#pipeline, changed, named);
    const isAccepted = next.correct(this.#pipeline, changed, named);
    const touched = this.#life.course.pieces.filter(
      ({ id, step }) =>
        changed.includes(step.id) && ![id, step.id].some((one) => named.includes(one)),
    );
    const doneAgain = touched.filter(mayHaveBeenDone).map(({ id }) => id);
    if (isAccepted && doneAgain.length > 0) {
      this.fail([`a correction of ${doneAgain} is accepted, which may have been done`]);
    }
    const ledger = this.#ledger.copy();
    const length = this.#story.length;
    this.#story.push(`corrected: ${changed}, named: ${named}${isAccepted ? '' : ' (refused)'}`);
    if (isAccepted) {
      ledger.happened({ do: 'resume' });
      const steps = this.#life.course.pieces.filter(({ step }) => named.includes(step.id));
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
    const pieces = this.#life.course.pieces.map(({ id }) => id);
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
      const ids = applied(started);
      this.#tell(started);
      this.fail(ledger.start(ids, looksAmong(started)));
      this.fail(this.#seen(ledger, before, run));
      return ids;
    };
    const first = advance();
    if (told) this.fail(previewDifferences({ steps: told.steps }, true, first));
    this.fail(begun(run));
    for (const [turn, { kind, which }] of schedule.entries()) {
      const event = eventAgain(run, kind, which, turn);
      if (!event) return;
      this.#story.push(eventText(event));
      const isForward = run.phase() === 'forward';
      if (run.happen(event) && isForward) ledger.happened(event);
      advance();
    }
  }

  #tell(started: ModelStart[]): void {
    this.#story.push(...started.map(startText));
  }

  /** Promises that are broken by what is done by now, and was not before. */
  #seen(ledger: Ledger, before: string[], run: PlannerRun): string[] {
    const pieces = this.#life.course.pieces.filter(({ isWhole }) => !isWhole).map(({ id }) => id);
    return ledger.seen(run.done().filter((id) => !before.includes(id) && pieces.includes(id)));
  }

  /** With all that is needed to see why. */
  fail(found: string[]): void {
    if (found.length === 0) return;
    const lines = [...found.map((line) => `! ${line}`), '', pipelineText(this.#pipeline)];
    throw new Error([...lines, ...this.#story].join('\n'));
  }
}

/** It cannot be checked, and a correction of it does it again: somebody has to say so. */
function mayHaveBeenDone({ step, state, byHand, mustName, before, isWhole }: Piece): boolean {
  if (isWhole || isSafe(step) || step.approval) return false;
  if (state === 'done') return !byHand;
  return (state === 'failed' || state === 'skipped') && (mustName || before !== undefined);
}

/** Ids of what is applied, which is what promises are about. */
function applied(starts: ModelStart[]): string[] {
  return starts.filter(({ mode }) => mode === undefined).map(({ id }) => id);
}

function looksAmong(started: ModelStart[]): string[] {
  return started.filter(({ ahead }) => ahead).map(({ id }) => id);
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
    return { do: 'look', id: look, how, outputs: { value: look, text: '1' } };
  }
  const running = run.running();
  const id = running[which % running.length];
  if (id !== undefined) {
    const found = kind === 'look' || kind === 'due' ? 'unchanged' : 'changed';
    const how = kind === 'fail' ? 'fail' : kind === 'lose' ? 'overdue' : found;
    return { do: 'finish', id, how, outputs: { value: id, text: '1' } };
  }
  if (asked[0] !== undefined) return { do: 'approve', step: asked[0], now };
  if (look !== undefined) {
    return { do: 'look', id: look, how: 'holds', outputs: { value: look, text: '1' } };
  }
  return held.length > 0 ? { do: 'resume' } : undefined;
}
