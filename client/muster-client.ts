import { randomUUID } from 'node:crypto';
import {
  type Client,
  WorkflowExecutionAlreadyStartedError,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import type { Engine } from '../worker/engine/engine.js';
import type { Order, PipelineContract } from '../workflows/contract.js';
import type { EarlierStep, PipelineInput } from '../workflows/run-input.js';
import { connect } from './connection.js';
import { ClientError, type RunSummary, type Runs, type StartRequest } from './requests.js';
import { RunReader } from './run-reader.js';
import { summarize } from './run-summary.js';
import type { RunMode, RunStateName, RunView } from './run-view.js';
import { reach } from './unreachable.js';

/** The only door to Temporal for cli and server. */
export async function createRuns(engine: Engine): Promise<Runs & { close(): Promise<void> }> {
  const client = await connect(engine);
  return new MusterClient(client, engine.temporalUi);
}

const workflowType: PipelineContract['workflowType'] = 'pipeline';

export class MusterClient implements Runs {
  readonly #client: Client;
  readonly #reader: RunReader;
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(client: Client, temporalUi?: string) {
    this.#client = client;
    this.#reader = new RunReader(client, temporalUi);
  }

  start(request: StartRequest): Promise<{ name: string; runId: string }> {
    return this.#ask(() => this.#prepareAndStart(request));
  }

  async #prepareAndStart(request: StartRequest): Promise<{ name: string; runId: string }> {
    const { queue, name: asked, plan, ...rest } = request;
    const name = asked ?? plan.name;
    // A look has an id of its own: it never blocks a run, nor waits for one.
    const workflowId = request.mode === 'look' ? `look/${name}/${randomUUID().slice(0, 8)}` : name;
    const from = request.mode === 'down' ? await this.#earlier(name) : undefined;
    const input: PipelineInput = { engine: 1, plan, ...rest, ...(from ? { from } : {}) };
    return this.#start(workflowId, queue, input);
  }

  view(name: string, runId?: string): Promise<RunView> {
    return this.#ask(() => this.#reader.view(name, runId));
  }

  async *follow(
    name: string,
    options: { runId?: string; signal?: AbortSignal; everyMs?: number } = {},
  ): AsyncIterable<RunView> {
    let last = '';
    while (!options.signal?.aborted) {
      const view = await this.view(name, options.runId);
      const text = JSON.stringify(view);
      if (text !== last) yield view;
      last = text;
      if (waitsForNobody.has(view.state)) return;
      await new Promise((resolve) => setTimeout(resolve, options.everyMs ?? 250));
    }
  }

  list(filter: { looks?: boolean; limit?: number } = {}): Promise<RunSummary[]> {
    return this.#ask(() => this.#list(filter));
  }

  async #list(filter: { looks?: boolean; limit?: number }): Promise<RunSummary[]> {
    const found: RunSummary[] = [];
    const runs = this.#client.workflow.list({ query: `WorkflowType = '${workflowType}'` });
    for await (const info of runs) {
      const summary = summarize(info);
      if (summary.mode === 'look' && !filter.looks) continue;
      found.push(summary);
      if (found.length === (filter.limit ?? 50)) break;
    }
    return found;
  }

  resume(name: string, request: PipelineContract['updates']['resume']): Promise<void> {
    return this.#update(name, 'resume', request);
  }

  skip(name: string, request: PipelineContract['updates']['skip']): Promise<void> {
    return this.#update(name, 'skip', request);
  }

  abort(name: string, request: PipelineContract['updates']['abort']): Promise<void> {
    return this.#update(name, 'abort', request);
  }

  approve(name: string, request: PipelineContract['updates']['approve']): Promise<void> {
    return this.#update(name, 'approve', request);
  }

  reject(name: string, request: PipelineContract['updates']['reject']): Promise<void> {
    return this.#update(name, 'reject', request);
  }

  pause(name: string, request: PipelineContract['updates']['pause']): Promise<void> {
    return this.#update(name, 'pause', request);
  }

  restart(
    name: string,
    request: Pick<StartRequest, 'queue' | 'environment' | 'by'>,
  ): Promise<{ runId: string }> {
    return this.#ask(() => this.#restart(name, request));
  }

  async #restart(
    name: string,
    request: Pick<StartRequest, 'queue' | 'environment' | 'by'>,
  ): Promise<{ runId: string }> {
    const { runId } = await this.#reader.describe(name);
    const { memory: _left, ...input } = await this.#reader.input(name, runId);
    const from = await this.#earlier(name);
    const { queue, environment, by } = request;
    return this.#start(name, queue, { ...input, environment, by, ...(from ? { from } : {}) });
  }

  lastUp(name: string): Promise<Pick<PipelineInput, 'plan' | 'inputs'> | undefined> {
    return this.#ask(async () => {
      const last = await this.#lastRun(name, 'up');
      return last === undefined ? undefined : this.#reader.input(name, last);
    });
  }

  /** Once no call is under way: the SDK throws where nobody can catch it if one is retried later. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#underWay);
    await this.#client.connection.close();
  }

  #ask<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    const answer = reach(work);
    this.#underWay.add(answer);
    const over = () => this.#underWay.delete(answer);
    answer.then(over, over);
    return answer;
  }

  async #start(
    workflowId: string,
    taskQueue: string,
    input: PipelineInput,
  ): Promise<{ name: string; runId: string }> {
    try {
      const handle = await this.#client.workflow.start(workflowType, {
        workflowId,
        taskQueue,
        args: [{ ...input, ticket: randomUUID() }],
        workflowIdConflictPolicy: 'FAIL',
        memo: { pipeline: input.plan.name, mode: input.mode, state: 'running' },
        staticSummary: `${input.mode} ${input.plan.name}`,
      });
      return { name: workflowId, runId: handle.firstExecutionRunId };
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      throw await this.#busy(workflowId, error);
    }
  }

  async #busy(name: string, cause: unknown): Promise<ClientError> {
    const { state, mode, startedAt } = await this.view(name);
    const next =
      state === 'held'
        ? `Resume it: muster resume ${name}. Or end it: muster abort ${name}.`
        : `Follow it: muster status ${name}. Or give this run another name with --name.`;
    const what = `A run named "${name}" is open: ${mode}, ${state}, since ${startedAt}.`;
    return new ClientError('run.busy', what, next, cause);
  }

  #update(name: string, verb: string, request: object): Promise<void> {
    return this.#ask(() => this.#carryOut(name, verb, request));
  }

  async #carryOut(name: string, verb: string, request: object): Promise<void> {
    const { runId, status } = await this.#reader.describe(name);
    if (status.name !== 'RUNNING') {
      throw new ClientError(
        'run.refused',
        `The run "${name}" has ended (${status.name.toLowerCase()}).`,
        `Start it again from where it stopped: muster resume ${name}.`,
      );
    }
    const order: Order = { verb, execution: runId, id: randomUUID() };
    try {
      const run = this.#client.workflow.getHandle(name, runId);
      await run.executeUpdate(verb, { args: [{ ...request, order }] });
    } catch (error) {
      if (!(error instanceof WorkflowUpdateFailedError)) throw error;
      const why = error.cause?.message ?? error.message;
      throw new ClientError(
        'run.refused',
        `${verb} does not fit: ${why}.`,
        `See muster status ${name}.`,
        error,
      );
    }
  }

  /** What the latest `up` of a name left behind, for a run that goes on from it. */
  async #earlier(name: string): Promise<PipelineInput['from']> {
    const runId = await this.#lastRun(name, 'up');
    if (runId === undefined) return undefined;
    const [{ plan }, { steps }] = await Promise.all([
      this.#reader.input(name, runId),
      this.view(name, runId),
    ]);
    const digests = new Map(plan.steps.map((step) => [step.id, step.digest]));
    const known: { [id: string]: EarlierStep } = {};
    for (const { id, state, outputs, inputKey } of steps) {
      if (state !== 'done' || outputs === undefined) continue;
      const digest = digests.get(id) ?? digests.get(id.replace(/\[.*$/, '')) ?? '';
      known[id] = { digest, outputs, ...(inputKey === undefined ? {} : { inputKey }) };
    }
    return { runId, steps: known };
  }

  /** Run id of the latest run of a name and mode. Names are checked before they come here. */
  async #lastRun(name: string, mode: RunMode): Promise<string | undefined> {
    const query = `WorkflowType = '${workflowType}' AND WorkflowId = '${name}'`;
    for await (const info of this.#client.workflow.list({ query })) {
      if (info.memo?.mode === mode) return info.runId;
    }
    return undefined;
  }
}

/** States in which nothing happens until somebody does something. */
const waitsForNobody: ReadonlySet<RunStateName> = new Set<RunStateName>([
  'held',
  'waiting-approval',
  'paused',
  'succeeded',
  'failed',
  'aborted',
]);
