import type { Client } from '@temporalio/client';
import { stepOf } from '../contract/address.js';
import type { RunComparison } from '../contract/comparison.js';
import type { JsonObject, Plan } from '../contract/plan.js';
import type { PreviewRequest, ResumePreview } from '../contract/preview.js';
import type { RunMode, RunView } from '../contract/run.js';
import type { PipelineContract } from '../workflows/contract.js';
import { decisions } from '../workflows/flags.js';
import { refuseStale } from '../workflows/planner/preview/fingerprint.js';
import type { Foretold } from '../workflows/planner/preview/preview.js';
import type { PipelineInput } from '../workflows/run-input.js';
import { compareRuns, type DefinedRun } from './compare-runs.js';
import { listRuns } from './list-runs.js';
import { type LookTarget, looksAt, seenSteps, staying, withSeen } from './preview-look.js';
import { ClientError, refusal } from './refusal.js';
import type { RestartRequest } from './requests.js';
import type { RunReader } from './run-reader.js';
import { isThere, stillThere } from './still-there.js';

type Queries = PipelineContract['query'];
/** Workers of before say less. */
type LeftBehind = Pick<Queries['left-behind'], 'plan' | 'inputs' | 'steps'> &
  Partial<Pick<Queries['left-behind'], 'skipped' | 'undone'>>;

/** How runs that failed go on: what they leave behind, and what going on would do. */
export class GoingOn {
  readonly #client: Client;
  readonly #reader: RunReader;

  constructor(client: Client, reader: RunReader) {
    this.#client = client;
    this.#reader = reader;
  }

  /** The input of a run that goes on from the latest one of a name, which has ended. */
  async inputOfNext(name: string, request: RestartRequest): Promise<PipelineInput> {
    const { revised, steps, environment, by } = request;
    const { runId } = await this.#reader.describe(name);
    const told = await this.#foretold(name, runId, 'new-run', request);
    const refused = told.refused ?? refuseStale(request.preview, () => told);
    if (refused !== undefined) throw refusal('resume', name, refused);
    const { memory: _memory, ...input } = await this.#reader.input(name, runId);
    const from = await this.leftBehind(name, input.mode);
    return {
      ...input,
      decisions,
      ...(revised ?? (await this.definition(name, runId))),
      environment,
      by,
      ...(from ? { from: { ...from, ...(steps ? { named: steps } : {}) } } : {}),
    };
  }

  /**
   * What the latest `up` of a name left behind. A down also takes down what that skipped, and one before
   * had made, and leaves out what was taken down since.
   */
  async leftBehind(name: string, mode: RunMode): Promise<PipelineInput['from']> {
    const runId = await this.lastRun(name, 'up');
    if (runId === undefined) return undefined;
    const { undone: byUp, ...left } = await this.#leftBy(name, runId);
    if (mode !== 'down') return { runId, ...left };
    const latest = await this.#reader.describe(name);
    const isUp = latest.memo?.mode === 'up';
    const undone = isUp ? byUp : (await this.#leftBy(name, latest.runId)).undone;
    const since = undone ? { undone } : {};
    if (left.skipped === undefined) return { runId, ...left, ...since };
    const there = await stillThere(left.skipped, this.#leftBefore(name, runId));
    const skipped = left.skipped.filter((id) => !isThere(there, id));
    return { runId, steps: { ...left.steps, ...there }, skipped, ...since };
  }

  /** What the runs before one left, newest first; undefined: nobody can say. */
  async *#leftBefore(name: string, before: string): AsyncIterable<LeftBehind | undefined> {
    let isBefore = false;
    for await (const { runId } of this.#runsOf(name)) {
      if (isBefore) {
        yield await this.#query<LeftBehind>(name, runId, 'left-behind').catch(() => undefined);
      }
      isBefore ||= runId === before;
    }
  }

  /** Nothing is known of a run that nobody can replay: what a down then finds, it takes down. */
  async #leftBy(
    name: string,
    runId: string,
  ): Promise<Pick<LeftBehind, 'steps' | 'skipped' | 'undone'>> {
    try {
      const left = await this.#query<LeftBehind>(name, runId, 'left-behind');
      const { steps, skipped, undone } = left;
      return { steps, ...(skipped ? { skipped } : {}), ...(undone ? { undone } : {}) };
    } catch (error) {
      if (!(error instanceof ClientError) || error.code !== 'run.stuck') throw error;
      return { steps: {} };
    }
  }

  /** The plan and inputs of the latest `up` of a name, as it was last corrected. */
  async lastUp(name: string): Promise<{ plan: Plan; inputs: JsonObject } | undefined> {
    const runId = await this.lastRun(name, 'up');
    if (runId === undefined) return undefined;
    return this.definition(name, runId);
  }

  /** What a resume will do; `look` is asked for what the world says of the steps it would visit. */
  async preview(
    name: string,
    request: PreviewRequest,
    look: (target: LookTarget, only: string[]) => Promise<RunView>,
  ): Promise<ResumePreview> {
    const { runId, status } = await this.#reader.describe(name);
    const how = status.name === 'RUNNING' ? 'in-place' : 'new-run';
    const told = await this.#foretold(name, runId, how, request);
    const preview = { name, runId, how, ...told } as const;
    const visited = told.steps.filter(({ action, safety }) => looksAt(action, safety));
    if (request.look === false || visited.length === 0) return preview;
    const target = request.revised ?? (await this.definition(name, runId));
    const only = new Set(visited.map(({ id }) => stepOf(id)));
    const { steps: left } = await this.#leftBy(name, runId);
    const from = { runId, steps: staying(left, told.steps) };
    const seen = await look({ plan: target.plan, inputs: target.inputs, from }, [...only]);
    // What was seen may change what follows from it.
    const { steps } = await this.#foretold(name, runId, how, { ...request, seen: seenSteps(seen) });
    return { ...preview, steps: steps.map((step) => withSeen(step, seen)) };
  }

  async compare(name: string, against: 'last-green' | { runId: string }): Promise<RunComparison> {
    const { runId } = await this.#reader.describe(name);
    const run = await this.#defined(name, runId);
    const other = against === 'last-green' ? await this.#lastGreen(run.view) : against.runId;
    return compareRuns(run, await this.#defined(name, other));
  }

  /** Run id of the latest run of a name and mode. Names are checked before they come here. */
  async lastRun(name: string, mode: RunMode): Promise<string | undefined> {
    for await (const info of this.#runsOf(name)) if (info.memo?.mode === mode) return info.runId;
    return undefined;
  }

  async #lastGreen(view: RunView): Promise<string> {
    for await (const info of this.#runsOf(view.name, "AND ExecutionStatus = 'Completed'")) {
      // One name, one run at a time: an earlier one had ended when this one began.
      const ended = info.closeTime?.getTime() ?? Number.POSITIVE_INFINITY;
      if (ended <= Date.parse(view.startedAt) && info.memo?.mode === 'up') return info.runId;
    }
    throw new ClientError({ code: 'run.unknown', name: view.name, sought: 'green' });
  }

  #runsOf(name: string, further = '') {
    const query = `WorkflowType = 'pipeline' AND WorkflowId = '${name}' ${further}`;
    return listRuns(this.#client, query);
  }

  /** The plan and inputs of a run, as it was last corrected. */
  async definition(name: string, runId: string): Promise<{ plan: Plan; inputs: JsonObject }> {
    const { plan, inputs } = await this.#defined(name, runId);
    return { plan, inputs };
  }

  /** The first event of a run says how it is defined, unless it was corrected since. */
  async #defined(name: string, runId: string): Promise<DefinedRun> {
    const view = await this.#reader.whole(name, runId);
    const corrected = view.actions.some(({ verb }) => verb === 'revise');
    const { plan, inputs } = corrected
      ? await this.#query<Queries['left-behind']>(name, runId, 'left-behind')
      : await this.#reader.input(name, runId);
    return { view, plan, inputs };
  }

  #foretold(
    name: string,
    runId: string,
    how: ResumePreview['how'],
    { steps, revised, seen }: PreviewRequest,
  ): Promise<Foretold> {
    const request = {
      how,
      ...(steps ? { steps } : {}),
      ...(revised ? { revised } : {}),
      ...(seen ? { seen } : {}),
    };
    return this.#query(name, runId, 'preview', request);
  }

  async #query<Answer>(
    name: string,
    runId: string,
    query: string,
    ...args: object[]
  ): Promise<Answer> {
    await this.#reader.refuseOtherEngine(name, runId);
    return this.#reader.ask<Answer>(await this.#reader.describe(name, runId), query, ...args);
  }
}
