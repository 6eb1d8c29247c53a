import type { Parts } from '../../../contract/task.js';
import type { ExecResult, StepContext } from '../../contract/context.js';
import { StepError } from '../../contract/step-error.js';
import { failureOf } from './failure-of.js';
import { errorsByMachine, gist, meaningOf, vagrantfilePlace } from './failures.js';
import { errorExit, humanLines, parseLine, type VagrantMessage } from './machine-readable.js';

/** A Vagrant folder, and how Vagrant is called there. */
export interface Folder {
  /** Absolute. */
  directory: string;
  provider?: string | undefined;
  env?: Record<string, string> | undefined;
}

export interface VagrantResult {
  exitCode: number | undefined;
  messages: VagrantMessage[];
  /** Plain text of an early failure. */
  stderr: string;
}

/** Environment of Vagrant in this folder, on top of the step's. */
export function vagrantEnv({ provider, env }: Folder): Record<string, string> {
  return {
    // No request to HashiCorp about newer versions.
    VAGRANT_CHECKPOINT_DISABLE: '1',
    VAGRANT_NO_COLOR: '1',
    ...(provider === undefined ? {} : { VAGRANT_DEFAULT_PROVIDER: provider }),
    ...env,
  };
}

/** Run `vagrant --machine-readable ARGS` in the folder; its exit code is for the caller. */
export async function vagrant(
  ctx: StepContext,
  folder: Folder,
  args: readonly string[],
  options: { log?: boolean; onMessage?: (message: VagrantMessage) => void } = {},
): Promise<VagrantResult> {
  const messages: VagrantMessage[] = [];
  const onLine = (line: string, stream: 'stdout' | 'stderr'): void => {
    if (stream === 'stderr') {
      if (options.log) ctx.log(line);
      return;
    }
    const message = parseLine(line);
    if (!message) return;
    messages.push(message);
    if (options.log) for (const text of humanLines(message)) ctx.log(text);
    options.onMessage?.(message);
  };
  const result: ExecResult = await ctx.exec('vagrant', ['--machine-readable', ...args], {
    cwd: folder.directory,
    env: vagrantEnv(folder),
    // TERM kills the launcher and leaves Ruby behind with the machine's lock.
    endSignal: 'SIGINT',
    quiet: true,
    onLine,
  });
  return { exitCode: result.exitCode, messages, stderr: result.stderr };
}

/** The error of a Vagrant that ended badly, in the terms of a step. */
export function vagrantError(
  what: string,
  folder: Folder,
  result: VagrantResult,
  parts?: Parts,
): StepError {
  const exit = errorExit(result.messages);
  const text =
    exit?.text || result.stderr.trim() || `it ended with ${result.exitCode ?? 'a signal'}`;
  const several = errorsByMachine(text);
  if (several.size > 0) return failureOf(folder.directory, several, parts ?? {});
  const { code, next } = meaningOf(text, exit?.class);
  return new StepError(code, {
    message: `${what} in ${folder.directory} failed. ${vagrantfilePlace(text) ?? gist(text)}`,
    next,
    ...(parts ? { parts } : {}),
  });
}
