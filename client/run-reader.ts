import {
  type Client,
  type WorkflowExecutionDescription,
  WorkflowFailedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { outcomeOf } from '../contract/outcome-of.js';
import type { RunState, RunStateName, RunView, StepView } from '../contract/run.js';
import { briefly } from '../workflows/brief-view.js';
import type { StateQuery } from '../workflows/contract.js';
import { createMemory } from '../workflows/memory.js';
import { stateOf } from '../workflows/old-shapes.js';
import type { PipelineInput } from '../workflows/run-input.js';
import { viewRun } from '../workflows/view.js';
import { refuseOtherEngine } from './engine-version.js';
import { pendingSteps } from './pending-activities.js';
import { isServed } from './pollers.js';
import { ClientError } from './refusal.js';
import { isUnreadable, refuseStuck, stuck } from './stuck.js';
import { askOn, isGone } from './unreachable.js';

/** Reads runs: the workflow's own state, merged with what its attempts say. */
export class RunReader {
  readonly #client: Client;
  readonly #temporalUi: string | undefined;
  readonly #queue: string | undefined;
  /** Executions that are known to be of this engine's version. */
  readonly #known = new Set<string>();

  /** Task queues with a worker, and until when that is taken for granted. */
  readonly #served = new Map<string, number>();

  /** @param queue Of this computer's worker; absent: no queue is taken for one without a worker. */
  constructor(client: Client, temporalUi: string | undefined, queue?: string) {
    this.#queue = queue;
    this.#client = client;
    this.#temporalUi = temporalUi;
  }

  /** The view that is shown: of large outputs it has digest and size. */
  async view(name: string, runId?: string): Promise<RunView> {
    return this.#view(name, runId, { isBrief: true });
  }

  /** With each output as it is. */
  async whole(name: string, runId?: string): Promise<RunView> {
    return this.#view(name, runId, {});
  }

  async #view(name: string, runId: string | undefined, asked: StateQuery): Promise<RunView> {
    const description = await this.describe(name, runId);
    const open = description.status.name === 'RUNNING';
    const read = open ? this.#query(description, asked) : this.#closed(description, asked);
    // A worker of before tells all, and so does what a closed run has left.
    const state = asked.isBrief ? briefly(await read) : await read;
    const pending = open ? await pendingSteps(this.#client, description) : new Map();
    const { workflowId } = description;
    const ui = this.#temporalUi;
    return {
      ...state,
      steps: state.steps.map((step) => withOutcome(merge(step, pending.get(step.id)))),
      ...(state.onHold ? { onHold: state.onHold.map(withOutcome) } : {}),
      finally: state.finally.map(withOutcome),
      runId: firstRunId(description),
      ...(ui === undefined
        ? {}
        : {
            temporalUrl: `${ui}/namespaces/${this.#client.options.namespace}/workflows/${encodeURIComponent(workflowId)}/${description.runId}`,
          }),
    };
  }

  /** Of a run that has gone over to another execution, the last. */
  async describe(name: string, runId?: string): Promise<WorkflowExecutionDescription> {
    try {
      const found = await this.#client.workflow.getHandle(name, runId).describe();
      if (found.status.name !== 'CONTINUED_AS_NEW') return found;
      return await this.describe(name, await this.#next(found));
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
      throw new ClientError({ code: 'run.unknown', name, sought: 'run' }, error);
    }
  }

  /** The last event of an execution that went over names the next one. */
  async #next({ workflowId, runId }: WorkflowExecutionDescription): Promise<string | undefined> {
    const { history } = await this.#client.workflowService.getWorkflowExecutionHistoryReverse({
      namespace: this.#client.options.namespace,
      execution: { workflowId, runId },
      maximumPageSize: 1,
    });
    const [last] = history?.events ?? [];
    return last?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId ?? undefined;
  }

  /** What a run was started with: the first event of its history. */
  async input(name: string, runId: string): Promise<PipelineInput> {
    const { history } = await this.#client.workflowService.getWorkflowExecutionHistory({
      namespace: this.#client.options.namespace,
      execution: { workflowId: name, runId },
      maximumPageSize: 1,
    });
    const started = history?.events?.[0]?.workflowExecutionStartedEventAttributes;
    const converter = this.#client.options.loadedDataConverter;
    const [input] = await decodeArrayFromPayloads(converter, started?.input?.payloads);
    refuseOtherEngine(name, input as PipelineInput);
    return input as PipelineInput;
  }

  /** Before anything that has a worker replay it: that would try for ever. */
  async refuseOtherEngine(name: string, runId: string): Promise<void> {
    if (this.#known.has(runId)) return;
    await this.input(name, runId);
    this.#known.add(runId);
  }

  /**
   * Before anything that has the worker of a run answer: nobody would, and what was ordered would be
   * done whenever it comes back.
   * @throws ClientError `queue.unserved`
   */
  async refuseUnserved({ workflowId, taskQueue }: WorkflowExecutionDescription): Promise<void> {
    if (!this.#isForeign(taskQueue) || (this.#served.get(taskQueue) ?? 0) > Date.now()) return;
    if (!(await isServed(this.#client, taskQueue, 'workflow'))) {
      throw unserved(workflowId, taskQueue);
    }
    this.#served.set(taskQueue, Date.now() + granted);
  }

  #isForeign(queue: string): boolean {
    return this.#queue !== undefined && queue !== this.#queue;
  }

  /**
   * A query of a run.
   * @throws ClientError `queue.unserved` if its worker is gone
   * @throws ClientError `run.stuck` if nobody can replay it
   */
  async ask<Answer>(
    description: WorkflowExecutionDescription,
    query: string,
    ...args: object[]
  ): Promise<Answer> {
    const { workflowId, runId, taskQueue } = description;
    await this.refuseUnserved(description);
    try {
      const handle = this.#client.workflow.getHandle(workflowId, runId);
      const times = this.#isForeign(taskQueue) ? 1 : mostAsks;
      return await askOn(times, () => handle.query<Answer, object[]>(query, ...args));
    } catch (error) {
      // Temporal names a worker for some time after it was killed.
      if (this.#isForeign(taskQueue) && isGone(error)) throw unserved(workflowId, taskQueue, error);
      throw isUnreadable(error) ? await stuck(this.#client, description) : error;
    }
  }

  /** What there is to say of a run that was ended because it was stuck: its plan. */
  async #unread({ workflowId, runId, startTime }: WorkflowExecutionDescription): Promise<RunState> {
    const input = await this.input(workflowId, runId);
    const memory = createMemory(input.plan, startTime.getTime());
    for (const own of Object.values(memory.steps)) {
      own.state = 'cancelled';
      own.why = 'nobody can read any more what became of it';
    }
    return viewRun(input, memory, { name: workflowId, state: 'running' });
  }

  async #query(description: WorkflowExecutionDescription, asked: StateQuery): Promise<RunState> {
    const { workflowId, runId } = description;
    await this.refuseOtherEngine(workflowId, runId);
    if (description.status.name === 'RUNNING') await refuseStuck(this.#client, description);
    return this.ask<RunState>(description, 'state', asked);
  }

  /** A run that ended by itself left its last state in the history; others must be replayed. */
  async #closed(description: WorkflowExecutionDescription, asked: StateQuery): Promise<RunState> {
    const { workflowId, runId } = description;
    const handle = this.#client.workflow.getHandle(workflowId, runId);
    try {
      return stateOf((await handle.result()) as RunState);
    } catch (error) {
      if (!(error instanceof WorkflowFailedError)) throw error;
      const cause = error.cause;
      const [state] = cause instanceof ApplicationFailure ? (cause.details ?? []) : [];
      if (state) return stateOf(state as RunState);
    }
    const state = await this.#query(description, asked).catch((error) => {
      if ((error as { code?: unknown }).code !== 'run.stuck') throw error;
      return this.#unread(description);
    });
    const ended = state.endedAt === undefined && description.closeTime;
    return {
      ...state,
      state: closedState(description, state.state),
      ...(ended ? { endedAt: ended.toISOString() } : {}),
    };
  }
}

/** Of this computer's own worker, which whoever asks has seen alive: a busy one takes up to two minutes. */
const mostAsks = 6;

/** A worker that was there is there for as long, in ms. */
const granted = 10_000;

function unserved(name: string, queue: string, cause?: unknown): ClientError {
  return new ClientError({ code: 'queue.unserved', queue, name }, cause);
}

/** How a run ended that could not say so itself: cancelled, terminated or timed out from outside. */
function closedState(description: WorkflowExecutionDescription, said: RunStateName): RunStateName {
  if (said === 'succeeded' || said === 'failed' || said === 'aborted') return said;
  return description.status.name === 'CANCELLED' || description.status.name === 'TERMINATED'
    ? 'aborted'
    : 'failed';
}

/** The id under which a run's logs are kept: that of its first execution (continue-as-new). */
function firstRunId(description: WorkflowExecutionDescription): string {
  const first = description.raw.workflowExecutionInfo?.firstRunId;
  return first ? first : description.runId;
}

/** Said here, so that runs of before have it too. */
function withOutcome(step: StepView): StepView {
  const ended = outcomeOf(step);
  return ended ? { ...step, outcome: ended } : step;
}

/** A pending attempt adds to a running step; it never overrules one that is over. */
function merge(step: StepView, attempt: Partial<StepView> | undefined): StepView {
  if (attempt === undefined || step.state !== 'running') return step;
  const { noWorker, ...rest } = attempt;
  // Each attempt is an activity of its own, but in runs of before, of which only Temporal knows.
  const number = step.attempt === undefined ? {} : { attempt: step.attempt };
  return { ...step, ...rest, ...number, ...(noWorker ? { noWorker } : {}) };
}
