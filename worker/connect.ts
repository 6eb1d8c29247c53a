import { setTimeout as sleep } from 'node:timers/promises';
import { NativeConnection, type NativeConnectionOptions } from '@temporalio/worker';
import { EngineError } from '../client/engine.js';
import { ClientError } from '../client/refusal.js';

/** Where a worker's Temporal is. */
interface TemporalPlace {
  connectionOptions: NativeConnectionOptions;
  namespace: string;
}

/** gRPC's NOT_FOUND. */
const notFound = 5;

/**
 * Who may not ask goes on without.
 * @throws ClientError `namespace.unknown`: the SDK's own word of it has three lines of protobuf in it
 */
export async function idOfNamespace(
  connection: NativeConnection,
  { namespace, connectionOptions: { address = 'localhost:7233' } }: TemporalPlace,
): Promise<{ namespaceId?: string }> {
  try {
    const { namespaceInfo } = await connection.workflowService.describeNamespace({ namespace });
    return namespaceInfo?.id ? { namespaceId: namespaceInfo.id } : {};
  } catch (error) {
    if ((error as { code?: unknown }).code !== notFound) return {};
    throw new ClientError({ code: 'namespace.unknown', namespace, address }, error);
  }
}

/** A server that was started a moment ago listens before it answers, on a busy computer long before. */
export async function connectWorker({
  connectionOptions,
}: TemporalPlace): Promise<NativeConnection> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    try {
      return await NativeConnection.connect(connectionOptions);
    } catch (error) {
      if (performance.now() < deadline) {
        await sleep(20);
        continue;
      }
      throw new EngineError(
        `Temporal at ${connectionOptions.address} does not answer: ${(error as Error).message}`,
        'Check TEMPORAL_ADDRESS and the other TEMPORAL_ settings; without them Muster starts a server of its own.',
        error,
      );
    }
  }
}
