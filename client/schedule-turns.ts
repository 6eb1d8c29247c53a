import {
  type Client,
  type ScheduleExecutionResult,
  WorkflowFailedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { type Finding, findingOf } from '../contract/finding.js';
import type { RunStateName, RunView } from '../contract/run.js';
import type { ScheduledAnswer } from '../workflows/contract.js';
import { Newest } from './newest.js';
import { ClientError } from './refusal.js';
import { RunReader } from './run-reader.js';

/** One turn of a schedule, and what became of it. */
export interface Turn {
  at: string;
  outcome: 'planning' | 'started' | 'busy' | 'failed';
  why?: string;
  run?: { name: string; runId: string; state: RunStateName };
  /** What a look that has ended found. */
  drift?: { differs: string[]; unknown: string[]; checked: number };
}

/** What a turn came to in the end never changes: as many are remembered. */
const kept = 1_000;

/** Reads what schedules started. */
export class ScheduleTurns {
  readonly #client: Client;
  readonly #reader: RunReader;
  readonly #over = new Newest<string, Turn>(kept);

  constructor(client: Client) {
    this.#client = client;
    this.#reader = new RunReader(client, undefined);
  }

  async read(actions: ScheduleExecutionResult[]): Promise<Turn[]> {
    const turns = await Promise.all(actions.map((action) => this.#read(action)));
    return turns.filter((turn) => turn !== undefined);
  }

  async #read({ action, takenAt }: ScheduleExecutionResult): Promise<Turn | undefined> {
    const { workflowId, firstExecutionRunId: runId } = action.workflow;
    const known = this.#over.get(runId);
    if (known !== undefined) return known;
    const turn = await this.#ask(workflowId, runId, takenAt.toISOString());
    if (turn === undefined || !isOver(turn)) return turn;
    this.#over.set(runId, turn);
    return turn;
  }

  /** Undefined where Temporal has forgotten it. */
  async #ask(workflowId: string, runId: string, at: string): Promise<Turn | undefined> {
    const handle = this.#client.workflow.getHandle(workflowId, runId);
    try {
      const { status } = await handle.describe();
      if (status.name === 'RUNNING') return { at, outcome: 'planning' };
      const answer = (await handle.result()) as ScheduledAnswer;
      if ('busy' in answer) {
        return { at, outcome: 'busy', why: `A run named ${answer.busy} was open.` };
      }
      return { at, outcome: 'started', ...(await this.#run(answer.started)) };
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      if (!(error instanceof WorkflowFailedError)) throw error;
      return { at, outcome: 'failed', why: deepest(error).message };
    }
  }

  async #run({ name, runId }: { name: string; runId: string }): Promise<Partial<Turn>> {
    try {
      const view = await this.#reader.view(name, runId);
      const ended = view.endedAt !== undefined && view.mode === 'look';
      return {
        run: { name, runId, state: view.state },
        ...(ended ? { drift: driftOf(view) } : {}),
      };
    } catch (error) {
      if (error instanceof ClientError && error.code === 'run.unknown') return {};
      throw error;
    }
  }
}

function isOver({ outcome, run }: Turn): boolean {
  if (outcome !== 'started') return outcome !== 'planning';
  return run === undefined || ['succeeded', 'failed', 'aborted'].includes(run.state);
}

/** Of a failed workflow, the activity's own words. */
function deepest(error: Error): Error {
  return error.cause instanceof Error ? deepest(error.cause) : error;
}

/** What a look found to differ. Steps that were skipped are not part of the answer. */
function driftOf({ steps }: Pick<RunView, 'steps'>): NonNullable<Turn['drift']> {
  const found = (wanted: Finding) =>
    steps.filter((step) => findingOf(step) === wanted).map(({ id }) => id);
  const checked = steps.map(findingOf).filter((one) => one !== undefined && one !== 'always-runs');
  return { differs: found('to-do'), unknown: found('unknown'), checked: checked.length };
}
