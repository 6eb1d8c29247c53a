import { Client, type WorkflowExecutionInfo } from '@temporalio/client';
import type { Refused } from '../contract/orders.js';
import { SigningCodec } from './codec.js';

const mark: keyof Refused = 'muster-refused';

/**
 * Runs of a query, newest first. What a stranger started under the same workflow type has a memo
 * that nobody signed: it is no run of Muster's, and no reason to list none.
 */
export async function* listRuns(
  client: Client,
  query: string,
): AsyncGenerator<WorkflowExecutionInfo> {
  const { connection } = client;
  const { loadedDataConverter: converter, namespace } = client.options;
  const payloadCodecs = converter.payloadCodecs.map((codec) =>
    codec instanceof SigningCodec ? codec.marking() : codec,
  );
  const reader = new Client({ connection, namespace, dataConverter: { payloadCodecs } });
  for await (const info of reader.workflow.list({ query })) {
    const refused = Object.values(info.memo ?? {}).some(
      (value) => typeof value === 'object' && value !== null && mark in value,
    );
    if (!refused) yield info;
  }
}
