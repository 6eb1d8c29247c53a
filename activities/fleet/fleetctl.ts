import type { ExecResult, StepContext } from '../contract/context.js';
import { StepError } from '../contract/step-error.js';
import { type Access, accessOf, callOf } from './access.js';
import { withAgent } from './agent.js';
import { classify, type Failure, failed, toldNothing } from './failures.js';
import type { ClusterInput } from './fields.js';
import { forgetHost } from './known-hosts.js';
import { answeringFirst } from './reach.js';

interface CallOptions {
  /** Show the call and its output in the step's log. Default: no, as looks repeat. */
  log?: boolean;
}

/** What a call of fleetctl printed. */
interface Output {
  stdout: string;
  stderr: string;
}

/**
 * Run `fleetctl ARGS` in one cluster. A failure that exits 0 is an error too. Throws the `fleet.*`
 * and `unit.*` codes.
 */
export type Fleetctl = (args: readonly string[], options?: CallOptions) => Promise<Output>;

/** The tunnels of a step with the one that answered last in front; kept for the attempt. */
const routes = new WeakMap<StepContext, Map<string, string[]>>();

export function fleetctlFor(ctx: StepContext, input: ClusterInput): Fleetctl {
  const access = accessOf(ctx, input);
  return access.tunnels.length === 0 ? direct(ctx, access) : tunnelled(ctx, access);
}

function direct(ctx: StepContext, access: Access): Fleetctl {
  return async (args, options = {}) => {
    const outcome = await attempt(ctx, access, undefined, args, options);
    if ('stdout' in outcome) return outcome;
    throw callError(args, [{ via: access.endpoints.join(', '), ...outcome }]);
  };
}

function tunnelled(ctx: StepContext, access: Access): Fleetctl {
  const key = access.tunnels.join(' ');
  const known = routes.get(ctx) ?? new Map<string, string[]>();
  routes.set(ctx, known);
  return async (args, options = {}) => {
    const order = known.get(key) ?? (await answeringFirst(access.tunnels, ctx.signal));
    const failures: (Failure & { via: string })[] = [];
    for (const via of order) {
      const outcome = await throughOne(ctx, access, via, args, options);
      if ('stdout' in outcome) {
        known.set(key, [via, ...order.filter((other) => other !== via)]);
        return outcome;
      }
      failures.push({ via, ...outcome });
      // What the machine is not to blame for would fail through the others as well.
      if (!/^fleet\.(unreachable|unauthorized|etcd)$/.test(outcome.code)) break;
    }
    known.delete(key);
    throw callError(args, failures);
  };
}

/** A call through one machine; a host key that changed is said, noted, and the call made again. */
async function throughOne(
  ctx: StepContext,
  access: Access,
  tunnel: string,
  args: readonly string[],
  options: CallOptions,
): Promise<Output | Failure> {
  const outcome = await attempt(ctx, access, tunnel, args, options);
  if ('stdout' in outcome || access.strict || !/host key mismatch/.test(outcome.said))
    return outcome;
  const before = await forgetHost(access.knownHosts, tunnel);
  if (before.length === 0) return outcome;
  ctx.log(
    `The host key of ${tunnel} is no longer ${before.join(' or ')}: a rebuilt machine has a new one, which is noted now. (strict-host-keys: true would refuse it.)`,
  );
  return attempt(ctx, access, tunnel, args, options);
}

async function attempt(
  ctx: StepContext,
  access: Access,
  tunnel: string | undefined,
  args: readonly string[],
  options: CallOptions,
): Promise<Output | Failure> {
  const call = callOf(access, tunnel, args);
  const command = [access.fleetctl, ...call.args];
  const [file, parameters]: [string, string[]] =
    tunnel === undefined
      ? [access.fleetctl, call.args]
      : ['sh', ['-c', withAgent, 'muster-agent', access.identityFile, ...command]];
  if (options.log) ctx.log(`fleetctl ${args.join(' ')}`);
  const once = (): Promise<ExecResult> =>
    ctx.exec(file, parameters, {
      // Not the pipeline's folder: fleetctl takes a file there for the unit of that name.
      cwd: ctx.stateDirectory,
      ...(call.input === undefined ? {} : { input: call.input }),
      timeout: access.timeout,
      quiet: !options.log,
    });
  let result = await once();
  for (let tries = 1; tries < 5 && toldNothing(result.stderr); tries++) result = await once();
  if (result.timedOut)
    return {
      code: 'fleet.unreachable',
      said: `no answer within ${access.timeout / 1000} s`,
      next: 'Look whether the machine and its fleet run (systemctl status fleet), or give it longer with `request-timeout`.',
    };
  return failed(result.exitCode, result.stderr) ? classify(result.stderr, result.stdout) : result;
}

/** The most telling of the failures: a machine that is merely dead says least. */
function callError(args: readonly string[], failures: (Failure & { via: string })[]): StepError {
  const telling = failures.findLast(({ code }) => code !== 'fleet.unreachable') ?? failures.at(-1);
  const all = failures.map(({ via, said }) => `${via}: ${said}`).join('; ');
  return new StepError(telling?.code ?? 'fleet.failed', {
    message: `fleetctl ${args[0] ?? ''} failed. ${all}`,
    next: telling?.next ?? "See the step's log.",
  });
}
