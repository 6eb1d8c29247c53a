import type { Command } from 'commander';
import { startApi } from '../../server/api.js';
import { runDaemon } from '../../worker/engine/daemon.js';
import type { DaemonMessage } from '../../worker/engine/spawn-daemon.js';
import { type CommonOptions, errStyle, example, type Runner, writeLines } from '../command.js';
import { type ExitCode, exitCodes } from '../exit-codes.js';
import type { Io } from '../io.js';
import { writeJson } from '../json.js';

interface ServeOptions extends CommonOptions {
  background?: boolean;
}

export function define(command: Command, run: Runner): void {
  command
    .description(
      'Run the engine of this state directory in the foreground: Temporal, worker, API and page. Commands start one in the background by themselves.',
    )
    .option('--background', 'leave when no command is attached and nothing runs')
    .addHelpText('after', example('muster serve', 'MUSTER_HOME=/srv/muster muster serve'))
    .action(run(serve));
}

async function serve(io: Io, options: ServeOptions): Promise<ExitCode> {
  const { dim } = errStyle(io, options).colors;
  await runDaemon({
    background: options.background === true,
    startApi,
    onProgress(progress) {
      // The command that started this daemon, while it waits, shows what takes so long.
      const message: DaemonMessage = { progress };
      if (process.connected) process.send?.(message, () => {});
      else io.stderr.write(`${dim(progress)}\n`);
    },
    onReady(info) {
      const { pid, version, address, url, ui } = info;
      if (options.json) writeJson(io, { pid, version, address, url, ui });
      else writeLines(io.stdout, readyLines(info));
    },
  });
  return exitCodes.ok;
}

function readyLines(info: { address: string; url: string; ui?: string | undefined }): string[] {
  return [
    `API:       ${info.url}/api`,
    `Temporal:  ${info.address}${info.ui === undefined ? '' : `, its page ${info.ui}`}`,
    'Ready. Ctrl-C ends it; what runs goes on with the next command.',
  ];
}
