import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { RunView } from '../contract/run.js';
import type { Who } from '../contract/who.js';
import { refusalOf } from './refusal.js';
import type { RunOrders } from './run-orders.js';
import type { RunReader } from './run-reader.js';
import { unservedLook } from './unserved-look.js';

/** A look that does not end is asked for workers that are missing as often (ms). */
const lookEvery = 1_000;

/**
 * What a look has found, once it is over. One that no worker serves would never be: it is ended.
 *
 * @throws ClientError `queue.unserved` where no worker looks
 */
export async function endOfLook(
  { client, reader, orders }: { client: Client; reader: RunReader; orders: RunOrders },
  name: string,
  by: Who,
): Promise<RunView> {
  const over = new AbortController();
  const result = client.workflow.getHandle(name).result();
  try {
    await Promise.race([result, unserved(reader, name, over.signal)]);
  } catch (error) {
    result.catch(() => {});
    // Of another error, an outage say, nothing follows for the look.
    if (refusalOf(error)?.code === 'queue.unserved') {
      await orders.carryOut(name, 'abort', { undo: false, reason: 'no worker', by });
    }
    throw error;
  } finally {
    over.abort();
  }
  return reader.whole(name);
}

async function unserved(reader: RunReader, name: string, over: AbortSignal): Promise<never> {
  for (;;) {
    await sleep(lookEvery, undefined, { signal: over });
    const error = unservedLook(await reader.view(name));
    if (error) throw error;
  }
}
