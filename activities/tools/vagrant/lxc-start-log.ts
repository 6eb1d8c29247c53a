import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { StepContext } from '../../contract/context.js';

/** Why LXC did not start a container: Vagrant says only that `lxc-start` failed. */
export interface LxcStartLog {
  /** Environment that makes vagrant-lxc write the log. */
  env: Record<string, string>;
  clear(): Promise<void>;
  /** The first error that LXC wrote for each of these containers. */
  reasons(names: readonly string[]): Promise<Map<string, string>>;
}

export function lxcStartLog(ctx: StepContext): LxcStartLog {
  const path = join(ctx.stateDirectory, 'lxc-start.log');
  return {
    env: { LXC_START_LOG_FILE: path },
    clear: () => rm(path, { force: true }),
    reasons: async (names) => {
      const text = await readFile(path, 'utf8').catch(() => '');
      return new Map(names.flatMap((name) => firstError(text, name) ?? []));
    },
  };
}

/** `lxc-start NAME TIME LEVEL SUBSYSTEM - FILE:FUNCTION:LINE - MESSAGE`; the first says the cause. */
function firstError(text: string, name: string): [[string, string]] | undefined {
  for (const line of text.split('\n')) {
    const [, container, message] =
      /^lxc-start (\S+) \S+ ERROR\s+\S+ - \S+ - (.*)$/.exec(line) ?? [];
    if (container === name && message !== undefined) return [[name, message]];
  }
  return undefined;
}
