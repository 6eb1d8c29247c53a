import type { RunView } from '../../contract/run.js';
import { CommandError } from '../command/errors.js';
import { exitCodes } from '../terminal/exit-codes.js';
import { shellWord } from '../terminal/quote.js';

/** A run of that name is open: what it waits for, and the ways on. */
export function busyError(open: RunView, command: string): CommandError {
  const { name, state } = open;
  const held = open.steps.filter((step) => step.state === 'held').map((step) => step.id);
  const now =
    state === 'held'
      ? `is held at ${held.join(', ')}`
      : `is ${state} since ${open.startedAt} (${open.mode})`;
  const next = waysOn(open).map(([what, verb]) => `${what} ${command} ${verb} ${shellWord(name)}`);
  if (state !== 'held') next.push('For another beside it: --name OTHER');
  return new CommandError(
    exitCodes.refused,
    'run.busy',
    `A run named ${name} ${now}`,
    next.join('\n'),
    { data: { run: { name, runId: open.runId, state, held } } },
  );
}

function waysOn({ state }: RunView): [what: string, verb: string][] {
  const end: [string, string] = ['To end it:', 'abort'];
  switch (state) {
    case 'held':
      return [['To see why:', 'status'], ['To go on:', 'resume'], end];
    case 'paused':
      return [['To go on:', 'resume'], end];
    case 'waiting-approval':
      return [['To see what is asked:', 'status'], ['To let it go on:', 'approve'], end];
    default:
      return [['To follow it:', 'resume'], end];
  }
}
