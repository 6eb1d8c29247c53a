import { spawn } from 'node:child_process';
import type { Command } from 'commander';
import { defaultHome } from '../../worker/engine/home.js';
import { type CommonOptions, example, type Runner } from '../command/command.js';
import { CommandError } from '../command/errors.js';
import { writeJson } from '../command/json.js';
import { type Session, withEngine } from '../engine/session.js';
import { fileLeadingTo, signInLink } from '../engine/sign-in.js';
import { latestRun, runNamed } from '../load/name.js';
import { type ExitCode, exitCodes } from '../terminal/exit-codes.js';
import type { Io } from '../terminal/io.js';
import { writeLines } from '../terminal/lines.js';

interface OpenOptions extends CommonOptions {
  readOnly?: boolean;
  temporal?: boolean;
}

export function define(command: Command, run: Runner): void {
  command
    .argument('[name]', 'a run, or its pipeline file (default: the page that lists all)')
    .description(
      'Open the page; where there is no screen, only print its address, which signs one browser in, once, within ten minutes',
    )
    .option('--read-only', 'sign in as one who may look, and change nothing')
    .option('--temporal', "open the run in Temporal's own UI (default: the latest run)")
    .addHelpText('after', example('muster open', 'muster open coreos', 'muster open | xclip'))
    .action(run(open));
}

async function open(io: Io, word: string | undefined, options: OpenOptions): Promise<ExitCode> {
  const asked = word === undefined ? undefined : await runNamed(word, io);
  const found = await withEngine(io, options, (session) =>
    options.temporal ? temporalPage(session, io, asked) : ownPage(session, asked, options),
  );
  if (options.json) {
    writeJson(io, found);
    return exitCodes.ok;
  }
  writeLines(io.stdout, [found.url]);
  const browser = browserOf(io);
  if (browser !== undefined) {
    const { url } = found;
    show(browser, options.temporal ? url : await fileLeadingTo(url, defaultHome(io.env)));
  }
  const stays = options.temporal
    ? `The page stays while the engine runs; ${io.command} serve keeps it running.`
    : `The engine stays while the page is open; ${io.command} serve keeps it running.`;
  if (io.stdout.isTTY) writeLines(io.stderr, [stays]);
  return exitCodes.ok;
}

async function ownPage(
  { engine, runs }: Session,
  asked: string | undefined,
  { readOnly }: OpenOptions,
): Promise<{ name?: string; url: string }> {
  const role = readOnly ? 'reader' : 'operator';
  if (asked === undefined) return { url: await signInLink(engine, role, '/') };
  const { name } = await runs.view(asked);
  const url = await signInLink(engine, role, `/runs/${encodeURIComponent(name)}`);
  return { name, url };
}

async function temporalPage(
  session: Session,
  io: Io,
  asked: string | undefined,
): Promise<{ name: string; url: string }> {
  const view = await session.runs.view(asked ?? (await latestRun(session, io)));
  const { name, temporalUrl: url } = view;
  if (url !== undefined) return { name, url };
  throw new CommandError(
    exitCodes.engine,
    'temporal.no-page',
    'The Temporal server that TEMPORAL_ADDRESS names has a page of its own, which Muster does not know',
    `Look there for the workflow ${name}.`,
  );
}

/** What opens a page: only for a person, and only where there is a screen. */
function browserOf({ env, stdout }: Io): string | undefined {
  if (!stdout.isTTY) return undefined;
  if (env.BROWSER) return env.BROWSER;
  if (process.platform === 'darwin') return 'open';
  return env.DISPLAY || env.WAYLAND_DISPLAY ? 'xdg-open' : undefined;
}

/** The browser lives on; one that is not there is no failure: the address is printed. */
function show(browser: string, url: string): void {
  const child = spawn(browser, [url], { detached: true, stdio: 'ignore' });
  child.on('error', () => {});
  child.unref();
}
