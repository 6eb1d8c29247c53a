import {
  ApplicationFailure,
  allHandlersFinished,
  CancellationScope,
  ContinueAsNew,
  condition,
  isCancellation,
  makeContinueAsNewFunc,
  sleep,
  uuid4,
  workflowInfo,
} from '@temporalio/workflow';
import type { RunState } from '../contract/run.js';
import { decidesBy } from './flags.js';
import { registerHandlers } from './handlers.js';
import { cancel, enterNext, stateAfter, stateBefore, timeOut, turn } from './life.js';
import { lookAhead } from './look-ahead.js';
import { looksInVain } from './planner/facts/ahead.js';
import { wakesAt } from './planner/facts/attempts.js';
import { isBusy } from './planner/facts/run-state.js';
import { isPortion, sizeOfStart } from './planner/start/portion.js';
import type { Start } from './planner/start/start-step.js';
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
    // A plain error only fails the task: the run waits for a worker of the version that started it.
    throw new Error(`the run speaks version ${String(input.engine)}, this engine 1`);
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
  let cancelled: unknown;
  run.outside.cancelRequested.catch((error) => {
    // The scope of what steps do is cancelled with the one around it.
    if (!cancel(run)) return;
    cancelled = error;
    run.touch();
  });
  if (run.input.plan.timeout !== undefined) limitTime(run, run.input.plan.timeout);
  await run.steps.run(() => forward(run));
  enterNext(run);
  if (run.phase === 'undoing') {
    // Only an abort cuts short what comes now.
    await CancellationScope.nonCancellable(() => takeDown(run));
    enterNext(run);
  }
  await close(run);
  if (cancelled) throw cancelled;
  if (run.state === 'succeeded') return run.view();
  throw ApplicationFailure.create({
    type: `run.${run.state}`,
    message: `The run ${run.state === 'aborted' ? 'was aborted' : 'failed'}`,
    nonRetryable: true,
    details: [run.view()],
  });
}

/** Apply it, or look: until every step is through or the run is told to stop. */
async function forward(run: Run): Promise<void> {
  const { memory, rules } = run;
  for (;;) {
    const { starts, isOver } = turn(run, Date.now());
    if (isOver) return;
    for (const id of looksInVain(memory)) run.looks.get(id)?.cancel();
    const rest = launch(run, starts);
    if (rest) await rest;
    const { state } = run;
    run.publish(state);
    const held = state === 'held';
    if (held && !memory.notified) void run.outside.run(() => notify(run));
    memory.notified = held;
    if (workflowInfo().continueAsNewSuggested) await continueAsNewIfIdle(run);
    if (isPortion(rules, starts)) {
      await nextTurn();
      continue;
    }
    run.wakeAt(wakesAt(memory));
    await run.changed();
  }
}

function notify(run: Run): Promise<void> {
  return runSequence(run, run.input.plan.onHold, run.memory.onHold, 'held');
}

/**
 * Begin attempts. What one message cannot hold begins in the next turn, for which the answer waits; no
 * promise where all has begun, as that would cost each turn of each run.
 */
function launch(run: Run, starts: Start[]): Promise<void> | undefined {
  for (const [at, start] of starts.entries()) {
    if (!run.hasRoomFor(sizeOfStart(start))) {
      return nextTurn().then(() => launch(run, starts.slice(at)));
    }
    void (start.ahead ? lookAhead : visitStep)(run, start);
  }
  return undefined;
}

/** Resolves in a turn of its own, also where the run is stopped meanwhile. */
function nextTurn(): Promise<void> {
  return sleep(1).catch(() => undefined);
}

async function takeDown(run: Run): Promise<void> {
  run.renewSteps();
  await run.steps.run(async () => {
    for (;;) {
      const { starts, isOver } = turn(run, Date.now());
      const rest = launch(run, starts);
      if (rest) await rest;
      if (isOver) return;
      if (isPortion(run.rules, starts)) {
        await nextTurn();
        continue;
      }
      run.wakeAt(wakesAt(run.memory));
      await run.changed();
    }
  });
}

/** The run's last acts: `finally`, and the state that it ended in. */
async function close(run: Run): Promise<void> {
  const { rules, memory, input } = run;
  const state = stateBefore(run);
  if (input.mode !== 'look' && input.plan.finally.length > 0) {
    const last = () => runSequence(run, input.plan.finally, memory.finally, state);
    // Made out here it is a part of the run, and so cancelled with it.
    if (!decidesBy(rules.decisions, 'finally-has-its-turn')) run.renewSteps();
    await CancellationScope.nonCancellable(() => lastActs(run, last));
  }
  run.close(stateAfter(run, state));
  run.publish(run.state);
  if (allHandlersFinished()) return;
  await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
}

/** They have the time of the whole run anew, as it may be over: nothing goes on for ever. */
async function lastActs(run: Run, last: () => Promise<void>): Promise<void> {
  const { rules, input } = run;
  if (!decidesBy(rules.decisions, 'finally-can-be-ended')) return last();
  if (!decidesBy(rules.decisions, 'finally-has-its-turn')) return run.steps.run(last);
  run.renewSteps();
  const { steps } = run;
  const clock = new CancellationScope();
  const time = input.plan.timeout;
  if (time !== undefined) {
    clock
      .run(() => sleep(time))
      .then(
        () => steps.cancel(),
        () => undefined, // They have ended in time.
      );
  }
  await steps.run(last);
  clock.cancel();
}

/** The timeout of the whole run: what runs is ended, and the run has failed. */
function limitTime(run: Run, timeout: number): void {
  const left = run.memory.startedAt + timeout - Date.now();
  sleep(Math.max(left, 1)).then(
    () => {
      if (!timeOut(run)) return;
      run.steps.cancel();
      run.touch();
    },
    () => undefined, // The run was cancelled first.
  );
}

/** Only while nothing runs: activities, sequences and updates would be lost with this execution. */
async function continueAsNewIfIdle(run: Run): Promise<void> {
  if (isBusy(run.rules, run.memory) || run.sequences > 0 || !allHandlersFinished()) return;
  const goOn = makeContinueAsNewFunc<typeof pipeline>({ memo: run.memoOfNext() });
  await goOn({ ...run.input, memory: run.memory, ticket: uuid4() });
}
