import type { Json } from '../../contract/plan.js';
import { ReferenceLooks } from './reference-looks.js';
import { Broken, type Piece, type PieceState, Seen } from './seen.js';
import {
  allSteps,
  isChecked,
  type ModelGroup,
  type ModelNode,
  type ModelStep,
  needsOf,
  stepsOf,
} from './shape.js';

/** What starts now, and what it is given. */
export interface ModelStart {
  id: string;
  /** Absent: it is applied. */
  mode?: 'look' | 'undo' | 'last';
  given: { [name: string]: Json };
  /** A look before its turn. */
  ahead?: true;
}

/**
 * The rules of a run, as `docs/how-it-runs.md` and `docs/resuming.md` tell them, written to be read:
 * everything is worked out anew from the whole state each time it is asked. Slow, and independent of
 * the planner that it judges.
 */
export class Reference extends Seen {
  paused = false;
  /** What is done may be visited again. */
  resumed = false;
  stopping: 'failed' | 'aborted' | undefined;
  /** The run was told to take down what it made. */
  undo = false;
  readonly looks = new ReferenceLooks(this);

  mayGo(node: ModelNode): boolean {
    const around = this.parentOf(node);
    if (around && this.groups.get(around.id) !== 'open') return false;
    return this.standsOn(node).every((step) => this.isSatisfied(step));
  }

  /** Everything that can be decided now; resolves to what starts. */
  advance(): ModelStart[] {
    const starts: ModelStart[] = [];
    this.looks.note();
    if (!this.stopping && !this.paused) {
      this.tryAgain(starts);
      while (this.decideOne(starts)) {
        // Until nothing more can be decided.
      }
    }
    if (this.stopping) this.giveUp();
    return [...starts, ...this.looks.advance()];
  }

  /** What waits, or waits for somebody, is not begun any more. */
  private giveUp(): void {
    for (const piece of this.pieces) {
      const waits = ['waiting', 'held', 'retrying'].includes(piece.state);
      const asks = piece.state === 'running' && piece.step.approval;
      if (waits || asks) piece.state = 'cancelled';
    }
  }

  /** The next attempts whose pause is over. */
  private tryAgain(starts: ModelStart[]): void {
    for (const piece of this.pieces) {
      if (piece.state !== 'retrying' || !piece.due) continue;
      piece.due = false;
      // What it stands on is decided upon again, and so is it then.
      if (!this.mayGo(piece.step)) {
        piece.state = 'waiting';
        continue;
      }
      this.orFails(piece, () => {
        const given = this.given(piece);
        piece.state = 'running';
        if (!piece.isFree) piece.attempt = 2;
        starts.push({ id: piece.id, given });
      });
    }
  }

  /** What cannot be worked out is the failure of the piece that asks for it. */
  private orFails(piece: Piece, decide: () => void): void {
    try {
      decide();
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      this.fail(piece, false);
    }
  }

  /** `isUnknown`: nobody knows how far it got. */
  fail(piece: Piece, isUnknown: boolean): void {
    const { onFailure } = piece.step;
    piece.mustName = isUnknown;
    piece.state = onFailure === 'hold' ? 'held' : 'failed';
    piece.overtaken = false;
    if (onFailure === 'continue') delete piece.outputs;
    if (onFailure === 'fail') this.stopping ??= 'failed';
  }

  private decideOne(starts: ModelStart[]): boolean {
    for (const node of this.nodes) {
      if (node.kind === 'group' ? this.decideGroup(node) : this.decideStep(node, starts))
        return true;
    }
    return false;
  }

  private decideGroup(group: ModelGroup): boolean {
    // One that could not be worked out is tried again with what somebody has resumed.
    const again = this.broken.has(group.id) && this.waitingIn(group).length > 0;
    if (this.groups.has(group.id) && !again) return false;
    const around = this.parentOf(group);
    if (around && this.groups.get(around.id) === 'skipped') {
      this.groups.set(group.id, 'skipped');
      return true;
    }
    if (!this.mayGo(group)) return false;
    this.broken.delete(group.id);
    try {
      const isWanted = this.holds(group.if);
      if (isWanted) this.inputs.set(group.id, this.inputNow(group));
      this.groups.set(group.id, isWanted ? 'open' : 'skipped');
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      this.groups.set(group.id, 'open');
      this.broken.add(group.id);
      for (const piece of this.waitingIn(group)) this.fail(piece, false);
    }
    return true;
  }

  /** Items that nobody knows yet wait as one. */
  waitingIn(group: ModelGroup): Piece[] {
    const inside = stepsOf(group);
    return this.pieces.filter(
      ({ step, state, item }) =>
        inside.includes(step) &&
        state === 'waiting' &&
        (item === undefined || this.isExpanded(step)),
    );
  }

  private decideStep(step: ModelStep, starts: ModelStart[]): boolean {
    const pieces = this.piecesOf(step);
    const whole = this.wholeOf(step);
    const around = this.parentOf(step);
    const skipped = around !== undefined && this.groups.get(around.id) === 'skipped';
    if (skipped || this.isSkippedWhole(step)) return this.skipWaiting(step);
    if (!this.mayGo(step)) return false;
    if (!this.isExpanded(step)) {
      if (whole.state !== 'waiting') return false;
      this.orFails(whole, () => {
        if (!this.holds(step.if)) {
          this.skipWaiting(step);
          return;
        }
        whole.state = 'done';
        whole.outputs = {};
        this.known.add(step.id);
      });
      return true;
    }
    const running = pieces.filter(
      (piece) => ['running', 'retrying'].includes(piece.state) || this.looks.isRunning(piece),
    ).length;
    if (running >= (step.forEach?.maxParallel ?? Number.POSITIVE_INFINITY)) return false;
    const next = pieces.find((piece) => piece.state === 'waiting' && !this.looks.isRunning(piece));
    if (!next) return false;
    this.orFails(next, () => {
      if (!step.forEach && !this.holds(step.if)) this.skipWaiting(step);
      else this.begin(next, starts);
    });
    return true;
  }

  /** Start a piece, unless it was done before, cannot be checked, and nobody has named it. */
  private begin(piece: Piece, starts: ModelStart[]): void {
    const { step, before, named } = piece;
    const given = this.given(piece);
    const now = JSON.stringify([given, this.leftByNeeds(step)]);
    if (!isChecked(step) && before && !named) {
      if (before.given === now || piece.byHand) {
        piece.state = 'done';
        piece.asItWas = !piece.byHand;
        piece.outputs = before.outputs;
        delete piece.before;
        return;
      }
      if (!step.repeatable && !step.approval) {
        piece.state = 'held';
        piece.mustName = true;
        return;
      }
    }
    if (this.looks.isSeen(piece)) {
      const { outputs = null } = this.looks.looks.get(piece) ?? {};
      Object.assign(piece, { state: 'done', asItWas: true, outputs });
      Object.assign(piece, { mustName: false, named: false, byHand: false });
      delete piece.before;
      return;
    }
    piece.state = 'running';
    piece.attempt = 1;
    piece.due = false;
    piece.byHand = false;
    piece.named = false;
    piece.overtaken = false;
    piece.mustName = false;
    piece.lost = 0;
    piece.isFree = false;
    piece.givenThen = now;
    delete piece.before;
    if (!step.approval) starts.push({ id: piece.id, given });
  }

  private leftByNeeds(step: ModelStep): Json {
    return needsOf(step, this.siblingsOf(step))
      .flatMap(stepsOf)
      .map((needed) =>
        this.isSkippedWhole(needed)
          ? null
          : this.piecesOf(needed).map((one) => one.outputs ?? null),
      );
  }

  /** The step is not to be done: what waits of it never will be. False: nothing of it waits. */
  skipWaiting(step: ModelStep): boolean {
    const waiting = [...new Set([this.wholeOf(step), ...this.piecesOf(step)])].filter(
      ({ state }) => state === 'waiting',
    );
    if (waiting.length > 0) this.skipped.add(step.id);
    for (const piece of waiting) {
      piece.state = 'skipped';
      delete piece.outputs;
    }
    return waiting.length > 0;
  }

  /** What is done of these steps is decided upon again, and so are the groups that stand on them. */
  visitAgain(steps: ModelStep[], groupsAfter: ModelStep[]): void {
    for (const step of steps) {
      for (const piece of this.piecesOf(step)) this.waitAgain(piece);
      if (step.forEach && this.isExpanded(step)) this.wholeOf(step).state = 'waiting';
    }
    for (const node of this.nodes) {
      if (node.kind === 'step' || this.groups.get(node.id) !== 'open') continue;
      if (this.standsOn(node).some((step) => groupsAfter.includes(step)))
        this.groups.delete(node.id);
    }
  }

  waitAgain(piece: Piece): void {
    if (piece.state !== 'done') return;
    piece.state = 'waiting';
    piece.before = { given: piece.givenThen ?? '', outputs: piece.outputs ?? null };
  }

  /** Once somebody has resumed, what stands on a step that was made again is visited again. */
  madeAnew(step: ModelStep): void {
    if (!this.resumed) return;
    const above = allSteps(this.pipeline.nodes).filter((each) =>
      this.standsOn(each).includes(step),
    );
    this.visitAgain(above, [step]);
    for (const piece of above.flatMap((each) => this.piecesOf(each))) {
      if (piece.state === 'running' && !piece.step.approval) piece.overtaken = true;
      if (piece.state === 'retrying') piece.state = 'waiting';
    }
  }

  /** What was begun, or is said to be done, goes by that, and not by what its condition says now. */
  mayBeThere(piece: Piece): boolean {
    const { step, state, givenThen, before } = piece;
    const wasDone = givenThen !== undefined || before !== undefined || state === 'done';
    const isClosed = this.around(step).some(
      ({ id }) => this.broken.has(id) || this.groups.get(id) === 'skipped',
    );
    if (isClosed && !wasDone) return false;
    if (state === 'skipped') return piece.leftOut === true || before !== undefined;
    return wasDone || this.holds(step.if);
  }

  state(): string {
    const is = (state: PieceState, approval: boolean) =>
      this.pieces.some((piece) => piece.state === state && piece.step.approval === approval);
    if (is('running', false) || this.looks.anyRuns()) return 'running';
    if (this.paused) return 'paused';
    if (is('retrying', false)) return 'running';
    if (is('held', false) || is('held', true)) return 'held';
    return is('running', true) ? 'waiting-approval' : 'running';
  }

  /** How the run has ended; undefined: it has not. */
  end(): 'succeeded' | 'failed' | 'aborted' | undefined {
    const works = this.pieces.some(({ state, step }) => state === 'running' && !step.approval);
    if (this.looks.anyRuns() || (this.stopping && works)) return undefined;
    if (this.stopping) return this.stopping;
    return allSteps(this.pipeline.nodes).every((step) => this.isSatisfied(step))
      ? 'succeeded'
      : undefined;
  }
}
