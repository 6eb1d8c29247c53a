import {
  ApplicationFailure,
  allHandlersFinished,
  CancellationScope,
  CancelledFailure,
  ContinueAsNew,
  condition,
  continueAsNew,
  isCancellation,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { RunState } from '../client/run-view.js';
import { registerHandlers } from './handlers.js';
import { explainUnknowns } from './planner/outcome.js';
import { endState, isBusy, isThrough } from './planner/run-state.js';
import { type Start, settle } from './planner/settle.js';
import { beginUndo, isUndoFinished, settleUndo } from './planner/undo.js';
import { Run } from './run.js';
import type { PipelineInput } from './run-input.js';
import { runSequence } from './sequence.js';
import { visitStep } from './visit-step.js';

/**
 * The interpreter: carries a plan out, holds where a step fails, and goes on when a person says so.
 * Decisions are made by the planner; this is the part that waits.
 */
export async function pipeline(input: PipelineInput): Promise<RunState> {
  if (input.engine !== 1) {
    throw ApplicationFailure.nonRetryable(
      `This run was started by an engine that speaks version ${String(input.engine)}; this one speaks 1.`,
      'engine.unsupported',
    );
  }
  const run = new Run(input);
  registerHandlers(run);
  try {
    return await carryOut(run);
  } catch (error) {
    if (error instanceof ApplicationFailure || error instanceof ContinueAsNew) throw error;
    if (isCancellation(error)) throw error;
    // A plain error would fail the workflow task, which Temporal retries for ever.
    const message = error instanceof Error ? error.message : String(error);
    throw ApplicationFailure.nonRetryable(message, 'engine.failed');
  }
}

async function carryOut(run: Run): Promise<RunState> {
  const { memory } = run;
  let cancelled: CancelledFailure | undefined;
  try {
    await forward(run);
  } catch (error) {
    if (!(error instanceof CancelledFailure)) throw error;
    cancelled = error;
    memory.stopping ??= { why: 'aborted', undo: false };
  }
  return CancellationScope.nonCancellable(async () => {
    settle(run.rules, memory, Date.now());
    await condition(() => !isBusy(run.rules, memory));
    if (run.input.mode === 'down' || memory.stopping?.undo) await takeDown(run);
    return finish(run, cancelled);
  });
}

/** Make it so, or look: until every step is through or the run is told to stop. */
async function forward(run: Run): Promise<void> {
  const { memory, rules } = run;
  if (run.input.plan.timeout !== undefined) limitTime(run, run.input.plan.timeout);
  let notified = false;
  for (;;) {
    const starts = settle(rules, memory, Date.now());
    if (isThrough(rules, memory)) return;
    launch(run, starts);
    run.publish();
    const held = run.state === 'held';
    if (held && !notified) void runSequence(run, run.input.plan.onHold, memory.onHold, 'held');
    notified = held;
    await continueAsNewIfLong(run);
    await condition(() => run.dirty);
    run.dirty = false;
  }
}

function launch(run: Run, starts: Start[]): void {
  for (const start of starts) void visitStep(run, start);
}

async function takeDown(run: Run): Promise<void> {
  const { memory, rules } = run;
  beginUndo(rules, memory);
  run.renewSteps();
  for (;;) {
    run.dirty = false;
    launch(run, settleUndo(rules, memory, Date.now()));
    if (isUndoFinished(memory)) return;
    await condition(() => run.dirty);
  }
}

async function finish(run: Run, cancelled: CancelledFailure | undefined): Promise<RunState> {
  const { memory, rules, input } = run;
  if (input.mode === 'look') explainUnknowns(rules, memory);
  const state = endState(rules, memory);
  if (input.mode !== 'look') await runSequence(run, input.plan.finally, memory.finally, state);
  const finallyFailed = Object.values(memory.finally).some((step) => step.state === 'failed');
  run.close(state === 'succeeded' && finallyFailed ? 'failed' : state);
  run.publish();
  await condition(allHandlersFinished);
  if (cancelled) throw cancelled;
  if (run.state === 'succeeded') return run.view();
  throw ApplicationFailure.create({
    type: `run.${run.state}`,
    message: `The run ${run.state === 'aborted' ? 'was aborted' : 'failed'}`,
    nonRetryable: true,
    details: [run.view()],
  });
}

/** The timeout of the whole run: what runs is ended, and the run has failed. */
function limitTime(run: Run, timeout: number): void {
  const left = run.memory.startedAt + timeout - Date.now();
  sleep(Math.max(left, 1)).then(
    () => {
      run.memory.stopping ??= { why: 'failed', undo: false };
      run.steps.cancel();
      run.dirty = true;
    },
    () => undefined, // The run was cancelled first.
  );
}

/** Only while nothing runs: activities and sequences would be lost with this execution. */
async function continueAsNewIfLong(run: Run): Promise<void> {
  if (!workflowInfo().continueAsNewSuggested) return;
  if (isBusy(run.rules, run.memory) || run.sequences > 0) return;
  await condition(allHandlersFinished);
  await continueAsNew<typeof pipeline>({ ...run.input, memory: run.memory });
}
