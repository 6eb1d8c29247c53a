import { setTimeout as sleep } from 'node:timers/promises';
import { EngineError } from '../../client/engine.js';
import { replaceDaemon } from './attach.js';
import { type EngineInfo, readEngine } from './engine-file.js';
import { openHome } from './home.js';
import { refuseFewFiles } from './open-files.js';
import { DaemonProcess } from './spawn-daemon.js';

/** How often a starting daemon is checked, in ms. */
const pause = 15;

/**
 * Start an engine that stays, in a process of its own, and resolve when it is ready. One that commands
 * started, and nobody needs, leaves for it.
 *
 * @param args Further arguments of its `serve`.
 * @throws EngineError if another one stays, or if it does not start
 */
export async function startInBackground(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  onProgress?: (line: string) => void,
): Promise<EngineInfo & { home: string }> {
  const home = await openHome();
  refuseFewFiles();
  const running = readEngine(home);
  if (running) await replaceDaemon(running, 'serves this state directory', home, onProgress);
  const daemon = new DaemonProcess(home, onProgress, {
    args,
    // Who asks for one that serves the page wants it to stay; whoever sets a time, for as long.
    env: { MUSTER_IDLE_SECONDS: env.MUSTER_IDLE_SECONDS || '0' },
  });
  try {
    for (;;) {
      const info = readEngine(home);
      if (info !== undefined && info.pid === daemon.pid) return { ...info, home: home.root };
      if (daemon.yielded) {
        throw new EngineError(
          'Another engine was started for this state directory at the same time.',
          'Run the command again to take over.',
        );
      }
      daemon.throwIfFailed();
      await sleep(pause);
    }
  } finally {
    daemon.letGo();
  }
}
