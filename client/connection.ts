import type { Client } from '@temporalio/client';
import { isClosing } from './closing.js';
import { signingConverter } from './codec.js';
import type { Engine } from './engine.js';
import { ClientError } from './refusal.js';
import { ownTemporal } from './temporal-settings.js';

/** What is needed to talk to Temporal: a part of Engine. */
export type TemporalAddress = Pick<Engine, 'address' | 'namespace' | 'home'>;

/** Some five seconds: the embedded server is brought back within one. The SDK's ten are 30 s. */
const maxAttempts = 6;

/** gRPC's DEADLINE_EXCEEDED. */
const deadlineExceeded = 4;

/**
 * Connect to the Temporal server of an engine, with signed payloads. The SDK is loaded here, and
 * not before: that takes 140 ms.
 * @throws ClientError `engine.unreachable`
 */
export async function connect(engine: TemporalAddress): Promise<Client> {
  const [{ Client, Connection, ...retries }, options, dataConverter] = await Promise.all([
    import('@temporalio/client'),
    connectionOptions(engine.address),
    signingConverter(engine.home),
  ]);
  try {
    const connection = await Connection.connect({
      ...options,
      interceptors: retrying(retries),
      // A server that is up answers in milliseconds; on a busy computer it has taken seconds.
      connectTimeout: '15s',
    });
    return new Client({ connection, namespace: engine.namespace, dataConverter });
  } catch (error) {
    const { address } = engine;
    const why = `Temporal at ${address} does not answer: ${(error as Error).message}`;
    throw new ClientError({ code: 'engine.unreachable', why, address }, error);
  }
}

/**
 * The SDK's way of trying a call again, but for two errors. An execution that is closing will never
 * take an order, and whoever gave it asks which execution comes next. A busy server gives up on its
 * own part of a call, which the SDK takes for the caller's deadline: there is none, and the server
 * knows each call by its id, so it is asked once more.
 */
export function retrying(
  sdk: Pick<
    typeof import('@temporalio/client'),
    'defaultGrpcRetryOptions' | 'makeGrpcRetryInterceptor'
  >,
) {
  const usual = sdk.defaultGrpcRetryOptions({ maxAttempts });
  const retryableDecider: typeof usual.retryableDecider = (attempt, status) =>
    status.code === deadlineExceeded
      ? attempt < 2
      : !isClosing(status) && usual.retryableDecider(attempt, status);
  return [sdk.makeGrpcRetryInterceptor({ ...usual, retryableDecider })];
}

/** A server of one's own may need TLS and an API key: Temporal's environment settings say so. */
async function connectionOptions(address: string) {
  const own = await ownTemporal();
  const options = own?.connectionOptions.address === address ? own.connectionOptions : { address };
  return isLoopback(address) ? { ...options, channelArgs: withoutProxy } : options;
}

/** gRPC takes proxies from the environment, and asks those for this very computer too. */
const withoutProxy = { 'grpc.enable_http_proxy': 0 };

/** Whether an address `HOST:PORT` is this computer's. */
export function isLoopback(address: string): boolean {
  const host = address.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
