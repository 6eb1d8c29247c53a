import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { PageApi } from '../../server/api.js';
import type { EngineInfo } from '../../worker/engine/engine-file.js';
import type { DaemonMessage } from '../../worker/engine/spawn-daemon.js';
import { type CommonOptions, errStyle, example, type Runner } from '../command/command.js';
import { usageError } from '../command/errors.js';
import { writeJson } from '../command/json.js';
import { collect } from '../command/options.js';
import { signInLink } from '../engine/sign-in.js';
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
      'Run the engine of this state directory: Temporal, worker, API and page. Commands start one in the background by themselves, which leaves when nobody needs it.',
    )
    .option(
      '--pipelines <dir>',
      'a folder of pipelines for the page (may be repeated; default: ./pipelines, else this folder)',
      collect,
    )
    .option('--port <number>', 'of the page (default: one that is free)', portNumber)
    .option('--background', 'start it, and return when it is ready; it stays until it is ended')
    .addHelpText(
      'after',
      example(
        'muster serve',
        'muster serve --pipelines pipelines --port 8080',
        'muster serve --background',
      ),
    )
    .action(run(serve));
}

async function serve(io: Io, options: ServeOptions): Promise<ExitCode> {
  // A command that starts an engine for itself has a channel to it.
  const isOwn = process.send === undefined;
  return options.background && isOwn ? inBackground(io, options) : here(io, options);
}

async function inBackground(io: Io, options: ServeOptions): Promise<ExitCode> {
  const { dim } = errStyle(io, options).colors;
  const { startInBackground } = await import('../../worker/engine/in-background.js');
  const port = options.port === undefined ? [] : ['--port', String(options.port)];
  const pipelines = folders(options.pipelines, io.cwd).flatMap((path) => ['--pipelines', path]);
  const tell = (line: string) => io.stderr.write(`${dim(line)}\n`);
  const info = await startInBackground([...port, ...pipelines], io.env, tell);
  const end = `Ready, in the background. To end it: kill ${info.pid}; what runs goes on with the next command.`;
  told(io, options, info, await signInLink(info, 'operator', '/'), end);
  return exitCodes.ok;
}

async function here(io: Io, options: ServeOptions): Promise<ExitCode> {
  const { dim } = errStyle(io, options).colors;
  const [{ startApi }, { runDaemon }] = await Promise.all([
    import('../../server/api.js'),
    import('../../worker/engine/daemon.js'),
  ]);
  const background = options.background === true;
  let api: PageApi | undefined;
  const named = options.pipelines !== undefined;
  const pipelines = background && !named ? [] : folders(options.pipelines, io.cwd);
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
      // Nobody reads what a daemon in the background says.
      const signIn = background ? undefined : api?.signInUrl('operator');
      told(
        io,
        options,
        info,
        signIn,
        'Ready. Ctrl-C ends it; what runs goes on with the next command.',
      );
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

/** Where an engine that is ready is to be found, and how it is ended. */
function told(
  io: Io,
  options: CommonOptions,
  info: EngineInfo,
  signIn: string | undefined,
  end: string,
): void {
  const { pid, version, address, url, ui } = info;
  if (options.json) {
    writeJson(io, { pid, version, address, url, ui, signIn });
    return;
  }
  writeLines(io.stdout, [
    ...(signIn === undefined ? [] : [`Page:      ${signIn}`]),
    `API:       ${info.url}/api`,
    `Temporal:  ${info.address}${info.ui === undefined ? '' : `, its page ${info.ui}`}`,
    'The link to the page is good once, for ten minutes; another: muster open.',
    end,
  ]);
}
