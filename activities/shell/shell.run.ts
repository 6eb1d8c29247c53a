import { constants } from 'node:os';
import type { StepContext } from '../contract/context.js';
import type { StepRun } from '../contract/define-step.js';
import { StepError } from '../contract/step-error.js';
import { type Outputs, readOutputs } from './outputs.js';
import type { ShellInput } from './schemas.js';
import { runScript, type ScriptEnd } from './script.js';

/**
 * The outputs of a step with a check come from the check alone: `run` is left out where it already
 * holds, and what only it wrote would be missing then.
 */
const shell: StepRun<ShellInput, Outputs> = {
  async check(ctx, input) {
    const end = await runScript(ctx, 'check', input.check ?? 'exit 1', { quiet: true });
    if (end.exitCode === 1) {
      return { holds: false, why: end.lastLine || 'the check ended with exit code 1' };
    }
    if (end.exitCode !== 0) throw cannotLook(ctx, end);
    return { holds: true, outputs: readOutputs(end.written, input.outputs, 'check') };
  },

  async apply(ctx, input) {
    const end = await runScript(ctx, 'run', input.run);
    if (end.exitCode !== 0) throw failed(ctx, 'run', end);
    return input.check === undefined ? readOutputs(end.written, input.outputs, 'run') : undefined;
  },

  async undo(ctx, input) {
    if (input.undo === undefined) return false;
    const end = await runScript(ctx, 'undo', input.undo);
    if (end.exitCode !== 0) throw failed(ctx, 'undo', end);
    return true;
  },
};

export default shell;

function howItEnded(end: ScriptEnd): string {
  if (end.exitCode === undefined) return `was ended by ${end.signal}`;
  const signal = signalOf(end);
  return `ended with exit ${end.exitCode}${signal ? ` (${signal} ended a program in it)` : ''}`;
}

/** Signals by which others end a program: a person, the kernel out of memory, a computer that stops. */
const fromOutside = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGKILL', 'SIGTERM'] as const;

/**
 * The signal that ended a program of a script which ended by itself: bash says it so. The kernel ends
 * the largest program, and that is not the shell.
 */
function signalOf({ exitCode = 0 }: ScriptEnd): string | undefined {
  return fromOutside.find((name) => exitCode === 128 + constants.signals[name]);
}

function failed(ctx: StepContext, script: 'run' | 'undo', end: ScriptEnd): StepError {
  return new StepError('program.failed', {
    message: `${script} of ${ctx.step} ${howItEnded(end)}${end.lastLine ? `: ${end.lastLine}` : ''}`,
    next: 'Look at the last lines, put right what they say, then resume.',
    cutShort: end.exitCode === undefined || signalOf(end) !== undefined,
  });
}

function cannotLook(ctx: StepContext, end: ScriptEnd): StepError {
  // A look is quiet; one that fails is worth its lines.
  for (const line of end.output) ctx.log(line);
  return new StepError('look.failed', {
    message: `check of ${ctx.step} ${howItEnded(end)}, so it could not look${end.lastLine ? `: ${end.lastLine}` : ''}`,
    next: 'A check ends with 0 where it holds and with 1 where it does not; correct it, or what it needs, then resume.',
  });
}
