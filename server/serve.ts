import { type DaemonOptions, runDaemon } from '../worker/engine/daemon.js';
import type { DaemonMessage } from '../worker/engine/spawn-daemon.js';
import { startApi } from './start-api.js';

/**
 * What `muster serve` runs: the engine of a state directory with its API. One in the background
 * tells the command that started it what it does, as long as that one listens.
 * @returns false if it yielded to another daemon (in the background only).
 */
export async function serve(options: Omit<DaemonOptions, 'startApi'>): Promise<boolean> {
  const toStarter = (progress: string) => {
    const message: DaemonMessage = { progress };
    if (process.connected) process.send?.(message, () => {});
  };
  return runDaemon({
    ...options,
    startApi,
    ...(options.background ? { onProgress: toStarter } : {}),
  });
}
