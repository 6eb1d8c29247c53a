import { unservedLook } from '../../client/unserved-look.js';
import { checkedSelection } from '../../client/verbs/selection.js';
import type { RunView } from '../../contract/run.js';
import type { CommonOptions } from '../command/command.js';
import { CommandError } from '../command/errors.js';
import { type SelectionOptions, selectionOf } from '../command/options.js';
import { withEngine } from '../engine/session.js';
import { type InputOptions, loadForRun } from '../load/pipeline.js';
import { findings } from '../render/look.js';
import { type ExitCode, exitCodes } from '../terminal/exit-codes.js';
import type { Io } from '../terminal/io.js';
import { writeLines } from '../terminal/lines.js';
import { watch } from './follow.js';

export interface LookOptions extends CommonOptions, SelectionOptions, InputOptions {}

/** Looks at every step and changes nothing; undefined if the person left before the end. */
export async function lookAt(
  pipeline: string,
  io: Io,
  options: LookOptions,
): Promise<RunView | undefined> {
  const ready = await loadForRun(pipeline, io, options);
  const selection = checkedSelection(selectionOf(options), ready.plan);
  return withEngine(io, options, async (session) => {
    const { name, queue } = await session.verbs.look({
      ...ready,
      ...(selection && { selection }),
    });
    if (queue !== undefined) {
      const where = `${ready.plan.name} is up on another computer (queue ${queue}): looking there.`;
      writeLines(io.stderr, [where]);
    }
    const shown = {
      ...options,
      vanish: true,
      footer: 'Looking; nothing is changed. Ctrl-C leaves',
      enough: (view: RunView) => unservedLook(view) !== undefined,
    };
    const view = await watch(session, io, shown, name);
    if (view === undefined) {
      await session.verbs.abort(name, { undo: false, reason: 'interrupted' });
      return undefined;
    }
    const unserved = unservedLook(view);
    if (unserved) {
      await session.verbs.abort(name, { undo: false, reason: 'no worker' });
      throw unserved;
    }
    if (view.state === 'aborted') {
      throw new CommandError(exitCodes.failed, 'run.aborted', `The look ${name} was aborted`);
    }
    return view;
  });
}

/** Could not look: 1. With `exitCode`, something to do: 5. What always runs does not count. */
export function exitCodeOfPlan(view: RunView, exitCode: boolean): ExitCode {
  const found = findings(view);
  if (found.has('unknown')) return exitCodes.failed;
  const open = found.has('to-do') || found.has('known-after-apply');
  return exitCode && open ? exitCodes.drift : exitCodes.ok;
}

/** Drift: 5, also where something else could not be checked; else could not look: 1. */
export function exitCodeOfVerify(view: RunView): ExitCode {
  const found = findings(view);
  if (found.has('to-do')) return exitCodes.drift;
  return found.has('unknown') ? exitCodes.failed : exitCodes.ok;
}

/** The answer of a look for scripts: counts, then step by step. */
export function lookDocument(view: RunView, exitCode: ExitCode): Record<string, unknown> {
  const found = findings(view);
  const counts = Object.fromEntries([...found].map(([finding, steps]) => [finding, steps.length]));
  const { pipeline, file, fingerprint, steps, startedAt, endedAt } = view;
  return { pipeline, file, exitCode, counts, fingerprint, steps, startedAt, endedAt };
}
