import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { PageApi } from '../../server/api.js';
import type { DaemonMessage } from '../../worker/engine/spawn-daemon.js';
import { type CommonOptions, errStyle, example, type Runner } from '../command/command.js';
import { usageError } from '../command/errors.js';
import { writeJson } from '../command/json.js';
import { collect } from '../command/options.js';
import { type ExitCode, exitCodes } from '../terminal/exit-codes.js';
import type { Io } from '../terminal/io.js';
import { writeLines } from '../terminal/lines.js';

interface ServeOptions extends CommonOptions {
  background?: boolean;
  pipelines?: string[];
  port?: number;
}

export function define(command: Command, run: Runner): void {
  command
    .description(
      'Run the engine of this state directory in the foreground: Temporal, worker, API and page. Commands start one in the background by themselves.',
    )
    .option(
      '--pipelines <dir>',
      'a folder of pipelines for the page (may be repeated; default: ./pipelines, else this folder)',
      collect,
    )
    .option('--port <number>', 'of the page (default: one that is free)', portNumber)
    .option('--background', 'leave when no command is attached and nothing runs')
    .addHelpText('after', example('muster serve', 'muster serve --pipelines pipelines --port 8080'))
    .action(run(serve));
}

async function serve(io: Io, options: ServeOptions): Promise<ExitCode> {
  const { dim } = errStyle(io, options).colors;
  const [{ startApi }, { runDaemon }] = await Promise.all([
    import('../../server/api.js'),
    import('../../worker/engine/daemon.js'),
  ]);
  const background = options.background === true;
  let api: PageApi | undefined;
  const pipelines = background ? [] : folders(options.pipelines, io.cwd);
  await runDaemon({
    background,
    async startApi(services) {
      const port = options.port === undefined ? {} : { port: options.port };
      api = await startApi(services, { pipelines, ...port });
      return api;
    },
    onProgress(progress) {
      // The command that started this daemon, while it waits, shows what takes so long.
      const message: DaemonMessage = { progress };
      if (process.connected) process.send?.(message, () => {});
      else io.stderr.write(`${dim(progress)}\n`);
    },
    onReady(info) {
      const { pid, version, address, url, ui } = info;
      // Nobody reads what a daemon in the background says.
      const signIn = background ? undefined : api?.signInUrl('operator');
      if (options.json) writeJson(io, { pid, version, address, url, ui, signIn });
      else writeLines(io.stdout, readyLines(info, signIn));
    },
  });
  return exitCodes.ok;
}

/** Where the page looks for pipelines. */
function folders(named: string[] | undefined, cwd: string): string[] {
  const asked = named?.map((folder) => resolve(cwd, folder));
  const missing = asked?.find((folder) => !isFolder(folder));
  if (missing !== undefined) {
    throw usageError(`--pipelines ${missing} is no folder`, 'Name a folder of pipelines.');
  }
  if (asked !== undefined) return asked;
  const usual = join(cwd, 'pipelines');
  return [isFolder(usual) ? usual : cwd];
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw usageError(
    `--port ${text} is no port`,
    'Give a number from 1 to 65535, or 0 for one that is free.',
  );
}

function readyLines(
  info: { address: string; url: string; ui?: string | undefined },
  signIn: string | undefined,
): string[] {
  return [
    ...(signIn === undefined ? [] : [`Page:      ${signIn}`]),
    `API:       ${info.url}/api`,
    `Temporal:  ${info.address}${info.ui === undefined ? '' : `, its page ${info.ui}`}`,
    'The link to the page is good once, for ten minutes; another: muster open.',
    'Ready. Ctrl-C ends it; what runs goes on with the next command.',
  ];
}
