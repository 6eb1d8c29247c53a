import type { Leases } from './leases.js';

export interface IdleOptions {
  leases: Leases;
  /** What needs the daemon; undefined if nothing does. */
  needs: () => Promise<string | undefined>;
  /** Seconds without client and need after which the daemon leaves. */
  seconds: number;
  leave: () => void;
}

/** Default: 60 s. `MUSTER_IDLE_SECONDS` sets another; 0 or less: never. */
export function idleSeconds(env: NodeJS.ProcessEnv = process.env): number {
  const set = Number(env.MUSTER_IDLE_SECONDS || 60);
  return Number.isFinite(set) ? set : 60;
}

/** Has the daemon leave when nobody needs it any more. What is returned ends the watch. */
export function watchIdle(options: IdleOptions): () => void {
  if (options.seconds <= 0) return () => {};
  let timer: NodeJS.Timeout | undefined;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(look, options.seconds * 1000);
  };
  const look = async () => {
    if (options.leases.held > 0) return;
    // Where Temporal cannot be asked, somebody may still need it.
    const need = await options.needs().catch((error: Error) => error.message);
    if (options.leases.held > 0) return;
    if (need === undefined) options.leave();
    else wait();
  };
  options.leases.on('free', wait);
  wait();
  return () => {
    options.leases.off('free', wait);
    clearTimeout(timer);
  };
}
