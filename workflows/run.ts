import { CancellationScope, sleep, upsertMemo, workflowInfo } from '@temporalio/workflow';
import { runLimits } from '../contract/limits.js';
import type { Json } from '../contract/plan.js';
import type { RunState, RunStateName } from '../contract/run.js';
import { decidesBy } from './flags.js';
import { firstPhase } from './life.js';
import { createMemory, type Memory } from './memory.js';
import { memoryOf, whoOf } from './old-shapes.js';
import type { Phase } from './phases.js';
import { sizeOf } from './planner/facts/budget.js';
import { buildRules, type Rules } from './planner/facts/rules.js';
import { openState } from './planner/facts/run-state.js';
import { scopeOf } from './planner/facts/scope.js';
import { renderValue } from './planner/facts/templates.js';
import { waitingFor } from './planner/facts/waits-for.js';
import type { PipelineInput } from './run-input.js';
import { viewRun } from './view.js';

/** One run in the sandbox: what it knows, and the handles by which it is driven. */
export class Run {
  /** What it was started with, or as it was last corrected. */
  input: PipelineInput;
  readonly rules: Rules;
  readonly memory: Memory;
  /** Everything that steps do; cancelled by an abort. */
  steps = new CancellationScope();
  /** What an abort leaves alone, and Temporal's Cancel does not. */
  readonly outside = CancellationScope.current();
  /** Looks under way at what waits, by instance id. */
  readonly looks = new Map<string, CancellationScope>();
  /** Ids of the orders (updates) that were executed in this execution. */
  readonly orders = new Set<string>();
  /** Sequences (`on-hold`, `finally`) under way. */
  sequences = 0;
  /** Where its life is: `answers` in phases.ts says what an abort, a Cancel, a timeout mean there. */
  phase: Phase;
  /** What has been given to attempts in a turn. */
  private given = { turn: 0, bytes: 0 };
  private dirty = false;
  private wake: (() => void) | undefined;
  private alarm: { at: number; scope: CancellationScope } | undefined;
  private end: { state: RunStateName; at: number } | undefined;
  /** Absent: what the execution before has left in the memo. */
  private published: RunStateName | undefined;

  constructor(input: PipelineInput) {
    const info = workflowInfo();
    if (info.continuedFromExecutionRunId === undefined) this.published = 'running';
    this.input = input;
    this.phase = firstPhase(input.mode);
    this.memory = input.memory ? memoryOf(input.memory) : createMemory(input.plan, Date.now());
    this.rules = buildRules({
      ...input,
      facts: {
        inputs: input.inputs,
        run: {
          name: info.workflowId,
          id: info.firstExecutionRunId,
          pipeline: input.plan.name,
          mode: input.mode,
          by: whoOf(input.by).id,
        },
      },
      decisions: input.decisions ?? 0,
      earlier: input.from?.steps,
      skippedBefore: input.from?.skipped,
      undoneBefore: input.from?.undone,
      named: input.from?.named,
    });
  }

  get state(): RunStateName {
    return this.end?.state ?? openState(this.rules, this.memory);
  }

  get hasEnded(): boolean {
    return this.end !== undefined;
  }

  /** A scope that no earlier abort has cancelled: for taking things down. */
  renewSteps(): void {
    this.steps = new CancellationScope();
  }

  /** Memory has changed: the loop has to look again. */
  touch(): void {
    this.dirty = true;
    this.wake?.();
  }

  /**
   * Resolves when memory has changed since the last call. Not the SDK's `condition`, and few
   * promises: each costs the sandbox another entry or a stack trace, at every step.
   */
  changed(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = () => {
        if (!this.dirty) return;
        this.dirty = false;
        resolve();
      };
      this.wake();
    });
  }

  /** Look again at a time (ms), unless memory has changed before; undefined: only then. */
  wakeAt(at: number | undefined): void {
    if (at === this.alarm?.at) return;
    this.alarm?.scope.cancel();
    this.alarm = undefined;
    if (at === undefined) return;
    const scope = new CancellationScope();
    const alarm = { at, scope };
    this.alarm = alarm;
    scope
      .run(() => sleep(Math.max(1, at - Date.now())))
      .then(
        () => {
          if (this.alarm === alarm) this.alarm = undefined;
          this.touch();
        },
        () => undefined, // Somebody else came first.
      );
  }

  /** Whether this turn's message can hold what an attempt is given (bytes) beside what it has already. */
  hasRoomFor(size: number): boolean {
    const turn = workflowInfo().historyLength;
    const used = this.given.turn === turn ? this.given.bytes : 0;
    const fits = used === 0 || used + size <= runLimits.turn;
    if (fits) this.given = { turn, bytes: used + size };
    return fits || !decidesBy(this.rules.decisions, 'a-runs-data-is-limited');
  }

  /** A corrected pipeline, which continue-as-new has to carry too. */
  takeOver({ plan, inputs }: Pick<PipelineInput, 'plan' | 'inputs'>): void {
    this.input = { ...this.input, plan, inputs };
  }

  close(state: RunStateName): void {
    this.end = { state, at: Date.now() };
  }

  view(): RunState {
    const { workflowId } = workflowInfo();
    const outputs = this.end === undefined ? undefined : this.outputs();
    return viewRun(this.input, this.memory, {
      name: workflowId,
      state: this.state,
      ...(outputs ? { outputs } : {}),
      ...(this.end
        ? { endedAt: this.end.at }
        : { waitingFor: waitingFor(this.rules, this.memory) }),
    });
  }

  /** Lists of runs read the memo; it costs an event, so only what they cannot tell otherwise. */
  publish(state: RunStateName): void {
    if (state === this.published || this.input.mode === 'look') return;
    if (state === 'succeeded' || state === 'failed') return;
    this.published = state;
    upsertMemo({ state });
  }

  /** Lists see each execution by itself: the next one says what it belongs to. */
  memoOfNext(): Record<string, unknown> {
    const { memo, firstExecutionRunId } = workflowInfo();
    const startedAt = new Date(this.memory.startedAt).toISOString();
    return { ...memo, runId: firstExecutionRunId, startedAt };
  }

  /** The pipeline's own outputs; those that read what is not known are left out. */
  private outputs(): { [name: string]: Json } {
    const scope = scopeOf(this.rules.graph, this.memory, this.rules.facts, '');
    const known: { [name: string]: Json } = {};
    let left: number = decidesBy(this.rules.decisions, 'a-runs-data-is-limited')
      ? runLimits.results
      : Number.POSITIVE_INFINITY;
    for (const [name, template] of Object.entries(this.input.plan.outputs)) {
      try {
        const value = renderValue(scope, template);
        left -= sizeOf(value);
        // It is there to be read of the step that put it out.
        if (left >= 0) known[name] = value;
      } catch {
        // An output of a step that did not get there has no value, and that is all there is to say.
      }
    }
    return known;
  }
}
