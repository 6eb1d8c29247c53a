import { setTimeout as sleep } from 'node:timers/promises';
import { groupMembers } from './proc.js';

/** How a process group is asked to end first; TERM and KILL follow. */
export type EndSignal = 'SIGINT' | 'SIGTERM';

/** From the first signal to KILL. */
export const defaultGrace = 30_000;

/** A killed process that still does not go hangs in the kernel: waiting longer helps nobody. */
const afterKill = 5_000;

const live = new Set<number>();

/** Remember a group that this process started, so that it does not outlive it. */
export function watchGroup(pgid: number): void {
  if (live.size === 0) process.on('exit', killLiveGroups);
  live.add(pgid);
}

/** The group has ended, or may live on: what its program left behind on purpose. */
export function forgetGroup(pgid: number): void {
  live.delete(pgid);
  if (live.size === 0) process.off('exit', killLiveGroups);
}

function killLiveGroups(): void {
  for (const pgid of live) signalGroup(pgid, 'SIGKILL');
}

/** False if there is no such group (any more). */
function signalGroup(pgid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pgid, signal);
    return true;
  } catch (error) {
    // EPERM: a member runs as another user; it lives.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * End a process group and wait until no member lives, grandchildren included: `endSignal`, after
 * half of the grace SIGTERM (where INT came first), at its end SIGKILL.
 */
export async function endGroup(
  pgid: number,
  endSignal: EndSignal = 'SIGTERM',
  grace = defaultGrace,
): Promise<void> {
  const steps: [NodeJS.Signals, number][] =
    endSignal === 'SIGINT'
      ? [
          ['SIGINT', grace / 2],
          ['SIGTERM', grace / 2],
        ]
      : [['SIGTERM', grace]];
  for (const [signal, wait] of [...steps, ['SIGKILL', afterKill] as const]) {
    if (!signalGroup(pgid, signal) || (await isGone(pgid, wait))) return;
  }
}

async function isGone(pgid: number, within: number): Promise<boolean> {
  const deadline = performance.now() + within;
  for (let pause = 5; ; pause = Math.min(pause * 2, 200)) {
    // The cheap question first; it counts zombies, which nothing can end.
    if (!signalGroup(pgid, 0) || groupMembers(pgid).length === 0) return true;
    if (performance.now() >= deadline) return false;
    await sleep(Math.min(pause, Math.max(1, deadline - performance.now())));
  }
}
