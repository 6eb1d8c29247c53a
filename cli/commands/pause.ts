import type { Command } from 'commander';
import type { RunView, StepView } from '../../contract/run.js';
import { type CommonOptions, example, outStyle, type Runner } from '../command/command.js';
import { writeJson } from '../command/json.js';
import { withEngine } from '../engine/session.js';
import { runNamed } from '../load/name.js';
import { isActive } from '../render/outline.js';
import { pausedLines } from '../render/waiting.js';
import { type ExitCode, exitCodes } from '../terminal/exit-codes.js';
import type { Io } from '../terminal/io.js';
import { writeLines } from '../terminal/lines.js';
import { oneLine } from '../terminal/text.js';

export function define(command: Command, run: Runner): void {
  command
    .argument('<name>', 'an open run, or its pipeline file')
    .description('Start nothing new in a run until it is resumed; steps that run go on')
    .addHelpText('after', example('muster pause coreos', 'muster resume coreos'))
    .action(run(pause));
}

async function pause(io: Io, word: string, options: CommonOptions): Promise<ExitCode> {
  const name = await runNamed(word, io);
  return withEngine(io, options, async ({ runs, verbs }) => {
    await verbs.pause(name);
    const view = await runs.view(name);
    if (options.json) writeJson(io, view);
    else {
      const lines = pausedLines(view, io.command, outStyle(io, options)).slice(1);
      writeLines(io.stdout, [...lines, ...whatGoesOn(view)]);
    }
    return exitCodes.ok;
  });
}

/** A step that waits for its next attempt does not run: it has none until the run is resumed. */
function whatGoesOn({ steps }: RunView): string[] {
  const ids = (states: StepView[]) => states.map(({ id }) => id).join(', ');
  const running = steps.filter((step) => isActive(step) && step.state !== 'retrying');
  const waiting = steps.filter(({ state }) => state === 'retrying');
  const lines = [
    ...(running.length > 0 ? [`What runs goes on: ${ids(running)}`] : []),
    ...(waiting.length > 0 ? [`No next attempt until it is resumed: ${ids(waiting)}`] : []),
  ];
  return lines.length > 0 ? ['', ...lines] : [];
}
