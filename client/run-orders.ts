import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Order, RefusedSkip } from '../contract/orders.js';
import type { Who } from '../contract/who.js';
import type { PipelineContract } from '../workflows/contract.js';
import { hasClosed } from './closing.js';
import { ClientError, refusal } from './refusal.js';
import type { RunReader } from './run-reader.js';
import { endedAs } from './run-summary.js';
import { refuseStuck } from './stuck.js';

/** How often an execution that closes is asked which one comes next. */
const patience = 50;
/** Between two such questions (ms). */
const pause = 100;

type Verb = keyof PipelineContract['updates'];

/** What people ask of a run that is open: Temporal's updates, and its end by force. */
export class RunOrders {
  readonly #client: Client;
  readonly #reader: RunReader;

  constructor(client: Client, reader: RunReader) {
    this.#client = client;
    this.#reader = reader;
  }

  /** @throws ClientError `run.refused`, `run.stuck`, `queue.unserved` and what a reader throws */
  async carryOut<V extends Verb>(
    name: string,
    verb: V,
    request: PipelineContract['updates'][V],
  ): Promise<void> {
    for (let left = patience; ; left--) {
      const description = await this.#reader.describe(name);
      const { runId, status } = description;
      if (status.name !== 'RUNNING') {
        const ended = endedAs(status.name);
        throw new ClientError({ code: 'run.refused', name, verb, why: 'it has ended', ended });
      }
      await this.#reader.refuseOtherEngine(name, runId);
      await refuseStuck(this.#client, description);
      await this.#reader.refuseUnserved(description);
      try {
        return await this.#order(name, runId, verb, request);
      } catch (error) {
        if (error instanceof WorkflowUpdateFailedError) {
          throw refused(verb, name, request, error);
        }
        // Its history has become too long just now: it goes on in another execution, or has ended.
        if (!hasClosed(error) || left === 0) throw error;
        await sleep(pause);
      }
    }
  }

  async #order(name: string, runId: string, verb: Verb, request: object): Promise<void> {
    const order: Order = { verb, execution: runId, id: randomUUID() };
    const run = this.#client.workflow.getHandle(name, runId);
    await run.executeUpdate(verb, { args: [{ ...request, order }] });
  }

  /** End a run that takes no order any more. */
  async end(name: string, { by, reason }: { by: Who; reason?: string }): Promise<void> {
    const description = await this.#reader.describe(name);
    const isStuck = await refuseStuck(this.#client, description).then(
      () => false,
      (error: { code?: string }) => error.code === 'run.stuck' || Promise.reject(error),
    );
    if (!isStuck) throw refusal('ending it by force', name, 'it takes orders, or has ended');
    const said = `ended by ${by.id}${reason ? `: ${reason}` : ''}`;
    await this.#client.workflow.getHandle(name, description.runId).terminate(said);
  }
}

/** Why a run does not take an order, as it says itself. */
function refused(
  verb: Verb,
  name: string,
  request: object,
  error: WorkflowUpdateFailedError,
): ClientError {
  const { cause } = error;
  const why = cause?.message ?? error.message;
  const [details] = cause instanceof ApplicationFailure ? (cause.details ?? []) : [];
  const { outputs } = (details ?? {}) as Partial<RefusedSkip>;
  if (outputs === undefined || !('step' in request)) return refusal(verb, name, why, error);
  const lacks = { step: String(request.step), outputs };
  return new ClientError({ code: 'run.refused', name, verb, why, lacks }, error);
}
