import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { RunComparison } from '../contract/comparison.js';
import type { JsonObject } from '../contract/plan.js';
import type { PreviewRequest, ResumePreview } from '../contract/preview.js';
import type { RunSummary, RunView } from '../contract/run.js';
import type { Who } from '../contract/who.js';
import { allSteps } from '../contract/words.js';
import { didYouMean } from '../language/names.js';
import type { PipelineContract } from '../workflows/contract.js';
import { decisions } from '../workflows/flags.js';
import type { PipelineInput } from '../workflows/run-input.js';
import { connect } from './connection.js';
import { endOfLook } from './end-of-look.js';
import type { Engine } from './engine.js';
import { engineVersion } from './engine-version.js';
import { GoingOn } from './going-on.js';
import { listRuns } from './list-runs.js';
import { isServed } from './pollers.js';
import { busy, ClientError } from './refusal.js';
import type {
  OutputsOf,
  Place,
  RestartRequest,
  Runs,
  StartedBy,
  StartRequest,
} from './requests.js';
import { RunOrders } from './run-orders.js';
import { RunReader } from './run-reader.js';
import { summarize } from './run-summary.js';
import { type StartedRun, startRun, workflowType } from './start-run.js';
import { refuseTooLarge } from './too-large.js';
import { reach } from './unreachable.js';

/** The only door to Temporal for cli and server. */
export async function createRuns(engine: Engine): Promise<Runs & { close(): Promise<void> }> {
  const client = await connect(engine);
  return new MusterClient(client, engine.temporalUi, engine.queue);
}

export class MusterClient implements Runs {
  readonly #client: Client;
  readonly #reader: RunReader;
  readonly #goingOn: GoingOn;
  readonly #orders: RunOrders;
  readonly #underWay = new Set<Promise<unknown>>();

  /** @param queue Of this computer's worker, which serves it as long as there is an engine. */
  constructor(client: Client, temporalUi?: string, queue?: string) {
    this.#client = client;
    this.#reader = new RunReader(client, temporalUi, queue);
    this.#goingOn = new GoingOn(client, this.#reader);
    this.#orders = new RunOrders(client, this.#reader);
  }

  start(request: StartRequest): Promise<StartedRun> {
    return this.#ask(() => this.#prepareAndStart(request));
  }

  /** @param known What a look may read of an earlier run; a down reads what the last up left. */
  async #prepareAndStart(
    request: StartRequest,
    known?: PipelineInput['from'],
  ): Promise<StartedRun> {
    refuseTooLarge(request);
    const { queue, name: asked, plan, ...rest } = request;
    const name = asked ?? plan.name;
    // A look has an id of its own: it never blocks a run, nor waits for one.
    const workflowId = request.mode === 'look' ? `look/${name}/${randomUUID().slice(0, 8)}` : name;
    const from = request.mode === 'down' ? await this.#goingOn.leftBehind(name, 'down') : known;
    const input: PipelineInput = {
      engine: engineVersion,
      decisions,
      plan,
      ...rest,
      ...(from ? { from } : {}),
    };
    return this.#start(workflowId, queue, input);
  }

  view(name: string, runId?: string): Promise<RunView> {
    return this.#ask(() => this.#reader.view(name, runId));
  }

  outputs(name: string, { runId, step }: OutputsOf = {}): Promise<JsonObject> {
    return this.#ask(async () => {
      const view = await this.#reader.whole(name, runId);
      if (step === undefined) return view.outputs ?? {};
      const all = allSteps(view);
      const found = all.find(({ id }) => id === step);
      if (found) return found.outputs ?? {};
      const ids = all.map(({ id }) => id);
      const hint = didYouMean(step, ids, 'the steps are');
      throw new ClientError({ code: 'step.unknown', step, ...(hint ? { hint } : {}) });
    });
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
      // In every other state nothing happens until somebody does something.
      if (view.state !== 'running') return;
      await new Promise((resolve) => setTimeout(resolve, options.everyMs ?? 250));
    }
  }

  list(filter: { looks?: boolean; limit?: number } = {}): Promise<RunSummary[]> {
    return this.#ask(() => this.#list(filter));
  }

  async #list(filter: { looks?: boolean; limit?: number }): Promise<RunSummary[]> {
    const found: RunSummary[] = [];
    // A run whose history became too long is the last of its executions.
    const query = `WorkflowType = '${workflowType}' AND ExecutionStatus != 'ContinuedAsNew'`;
    const runs = listRuns(this.#client, query);
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

  end(name: string, request: { by: Who; reason?: string }): Promise<void> {
    return this.#ask(() => this.#orders.end(name, request));
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

  revise(name: string, request: PipelineContract['updates']['revise']): Promise<void> {
    return this.#ask(async () => {
      refuseTooLarge(request);
      await this.#orders.carryOut(name, 'revise', request);
    });
  }

  restart(name: string, request: RestartRequest): Promise<{ runId: string }> {
    return this.#ask(async () => {
      if (request.revised) refuseTooLarge(request.revised);
      const input = await this.#goingOn.inputOfNext(name, request);
      return this.#start(name, request.queue, input);
    });
  }

  preview(name: string, request: PreviewRequest & StartedBy): Promise<ResumePreview> {
    const { queue, environment, by, ...asked } = request;
    return this.#ask(() =>
      this.#goingOn.preview(name, asked, async ({ from, ...target }, only) => {
        const look = { ...target, name, selection: { only }, queue, environment, by };
        const { name: id } = await this.#prepareAndStart({ ...look, mode: 'look' }, from);
        const own = { client: this.#client, reader: this.#reader, orders: this.#orders };
        return endOfLook(own, id, by);
      }),
    );
  }

  compare(name: string, against: 'last-green' | { runId: string }): Promise<RunComparison> {
    return this.#ask(() => this.#goingOn.compare(name, against));
  }

  lastUp(name: string): Promise<Pick<PipelineInput, 'plan' | 'inputs'> | undefined> {
    return this.#ask(() => this.#goingOn.lastUp(name));
  }

  definition(name: string, runId: string): Promise<Pick<PipelineInput, 'plan' | 'inputs'>> {
    return this.#ask(() => this.#goingOn.definition(name, runId));
  }

  placeOf(name: string): Promise<Place | undefined> {
    return this.#ask(async () => {
      try {
        const { taskQueue, status, memo } = await this.#reader.describe(name);
        const isDown =
          memo?.mode === 'down' && memo.partial !== true && status.name === 'COMPLETED';
        return { queue: taskQueue, isOpen: status.name === 'RUNNING', isDown };
      } catch (error) {
        if (error instanceof ClientError && error.code === 'run.unknown') return undefined;
        throw error;
      }
    });
  }

  isServed(queue: string): Promise<boolean> {
    return this.#ask(() => isServed(this.#client, queue, 'workflow'));
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

  async #start(workflowId: string, queue: string, input: PipelineInput): Promise<StartedRun> {
    const started = await startRun(this.#client, workflowId, queue, input);
    if (started instanceof Error) throw busy(await this.view(workflowId), 'start', started);
    return started;
  }

  #update<V extends keyof PipelineContract['updates']>(
    name: string,
    verb: V,
    request: PipelineContract['updates'][V],
  ): Promise<void> {
    return this.#ask(() => this.#orders.carryOut(name, verb, request));
  }
}
