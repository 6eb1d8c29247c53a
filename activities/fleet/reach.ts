import { connect } from 'node:net';
import { StepError } from '../contract/step-error.js';

/**
 * How long (ms) a machine may take to answer on its ssh port; a dead one costs fleetctl 3 s. Where
 * none did, they are asked once more with more time: this computer may be what is busy.
 */
const patience = [800, 4_000];

/** Where to try, in the order of the list, those that answer first. All are asked at once. */
export async function answeringFirst(
  tunnels: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  if (tunnels.length === 1) return [...tunnels];
  for (const time of patience) {
    const probes = tunnels.map((tunnel) => ({ tunnel, answers: probe(tunnel, time, signal) }));
    for (const { tunnel, answers } of probes) {
      // The first that answers is enough: the others need not be waited for.
      if (await answers) return [tunnel, ...tunnels.filter((other) => other !== tunnel)];
    }
    signal.throwIfAborted();
  }
  throw new StepError('fleet.unreachable', {
    message: `No machine answers on its ssh port: ${tunnels.join(', ')}.`,
    next: 'Look whether the machines run (vagrant status) and whether this computer reaches their network.',
  });
}

/** `host`, `host:port`, `[address]:port` → what to connect to. */
export function hostAndPort(tunnel: string): { host: string; port: number } {
  const [, host = tunnel, port = '22'] = /^(.*?)(?::(\d+))?$/.exec(tunnel) ?? [];
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
}

function probe(tunnel: string, time: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(hostAndPort(tunnel));
    const done = (answers: boolean) => () => {
      signal.removeEventListener('abort', giveUp);
      socket.destroy();
      resolve(answers);
    };
    const giveUp = done(false);
    socket.setTimeout(time, giveUp);
    socket.once('connect', done(true)).once('error', giveUp);
    signal.addEventListener('abort', giveUp, { once: true });
  });
}
