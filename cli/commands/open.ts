import { spawn } from 'node:child_process';
import type { Command } from 'commander';
import { type CommonOptions, example, type Runner, writeLines } from '../command.js';
import { CommandError } from '../errors.js';
import { type ExitCode, exitCodes } from '../exit-codes.js';
import type { Io } from '../io.js';
import { writeJson } from '../json.js';
import { latestRun, runNamed } from '../name.js';
import { withEngine } from '../session.js';

export function define(command: Command, run: Runner): void {
  command
    .argument('[name]', 'a run, or its pipeline file (default: the latest run)')
    .description(
      "Open a run's page in Temporal's own UI; where there is no screen, only print its address",
    )
    .addHelpText('after', example('muster open coreos', 'muster open coreos | xclip'))
    .action(run(open));
}

async function open(io: Io, word: string | undefined, options: CommonOptions): Promise<ExitCode> {
  const asked = word === undefined ? undefined : await runNamed(word, io);
  const { name, temporalUrl: url } = await withEngine(io, options, async (session) => {
    return session.runs.view(asked ?? (await latestRun(session, io)));
  });
  if (url === undefined) {
    throw new CommandError(
      exitCodes.engine,
      'temporal.no-page',
      'The Temporal server that TEMPORAL_ADDRESS names has a page of its own, which Muster does not know',
      `Look there for the workflow ${name}.`,
    );
  }
  if (options.json) {
    writeJson(io, { name, url });
    return exitCodes.ok;
  }
  writeLines(io.stdout, [url]);
  const browser = browserOf(io);
  if (browser !== undefined) show(browser, url);
  const stays = `The page stays while the engine runs; ${io.command} serve keeps it running.`;
  if (io.stdout.isTTY) writeLines(io.stderr, [stays]);
  return exitCodes.ok;
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
