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

/** A pause begins no attempt; of a run of before Temporal does. */
function whatGoesOn({ steps }: RunView): string[] {
  const waits = ({ state, retriedBy }: StepView) => state === 'retrying' && retriedBy === undefined;
  const running = steps.filter((step) => isActive(step) && !waits(step));
  const lines = [
    ...(running.length > 0 ? [`What runs goes on: ${idsOf(running)}`] : []),
    ...(steps.some(waits)
      ? [`No next attempt until it is resumed: ${idsOf(steps.filter(waits))}`]
      : []),
  ];
  return lines.length > 0 ? ['', ...lines] : [];
}

const idsOf = (steps: StepView[]) => steps.map(({ id }) => oneLine(id)).join(', ');
