import {
  Etcd3,
  GRPCDeadlineExceededError,
  GRPCNotImplementedError,
  GRPCUnavailableError,
} from 'etcd3';
import { StepError } from '../contract/step-error.js';
import { ask, patience } from './http.js';

/**
 * Use a v3 client on endpoints that answer, and close it.
 *
 * @throws StepError `etcd.unreachable`, `etcd.api` (a server before v3), `look.failed`
 */
export async function withV3<T>(
  endpoints: readonly string[],
  signal: AbortSignal,
  use: (client: Etcd3) => Promise<T>,
): Promise<T> {
  const client = new Etcd3({
    hosts: [...endpoints],
    dialTimeout: patience,
    // As the other steps: gRPC alone would take a proxy from the environment, even to this computer.
    grpcOptions: { 'grpc.enable_http_proxy': 0 },
    // The client has no deadline of its own.
    defaultCallOptions: (call) => (call.isStream ? {} : { deadline: Date.now() + patience }),
  });
  try {
    return await use(client);
  } catch (error) {
    signal.throwIfAborted();
    throw await v3Error(endpoints, signal, error);
  } finally {
    client.close();
  }
}

async function v3Error(
  endpoints: readonly string[],
  signal: AbortSignal,
  error: unknown,
): Promise<unknown> {
  if (error instanceof StepError || !(error instanceof Error)) return error;
  const where = endpoints.join(', ');
  const old = await versionBefore3(endpoints, signal);
  if (old !== undefined || error instanceof GRPCNotImplementedError)
    return new StepError('etcd.api', {
      message: `etcd at ${where} does not speak API v3${old === undefined ? '' : `: it is version ${old}`}.`,
      next: 'Set `api: v2`, or use an etcd from 3.0 on.',
      cause: error,
    });
  const silent =
    error instanceof GRPCUnavailableError ||
    error instanceof GRPCDeadlineExceededError ||
    // After three failures in a row the client no longer asks.
    'isBrokenCircuitError' in error;
  return new StepError(silent ? 'etcd.unreachable' : 'look.failed', {
    message: `etcd at ${where} did not do what it was asked: ${error.message}.`,
    next: 'Look whether the cluster has a leader (etcdctl endpoint health --cluster).',
    cause: error,
  });
}

/** The version of a server too old for v3; undefined if it is not, or does not say. */
async function versionBefore3(
  endpoints: readonly string[],
  signal: AbortSignal,
): Promise<string | undefined> {
  const [endpoint = ''] = endpoints;
  const answer = await ask(endpoint, '/version', signal).catch(() => undefined);
  // etcd 0.4 answers in plain text: `etcd 0.4.9`.
  const version =
    (answer?.json as { etcdserver?: string } | undefined)?.etcdserver ??
    /^etcd (\d\S*)/.exec(answer?.text ?? '')?.[1];
  return version !== undefined && Number.parseInt(version, 10) < 3 ? version : undefined;
}
