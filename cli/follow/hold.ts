import type { Verbs } from '../../client/verbs/index.js';
import type { RunView } from '../../contract/run.js';
import { heldSteps } from '../../contract/waits.js';
import { reportOf } from '../command/errors.js';
import { errorLines } from '../render/error.js';
import type { Io } from '../terminal/io.js';
import { writeLines } from '../terminal/lines.js';
import { ask, type Choice, choose, chooseStep } from '../terminal/prompt.js';
import { styleFor } from '../terminal/style.js';

type Answer = 'resume' | 'skip' | 'abort' | 'undo' | 'leave';

const choices: [Choice<Answer>, ...Choice<Answer>[]] = [
  { letter: 'r', label: 'resume: try again from here', value: 'resume' },
  { letter: 's', label: 'skip: go on without the step', value: 'skip' },
  { letter: 'a', label: 'abort: end the run, leave what was made', value: 'abort' },
  { letter: 'u', label: 'undo: end the run, take down what was made', value: 'undo' },
  { letter: 'l', label: 'leave it held and come back later', value: 'leave' },
];

/** Asks what to do with a held run and has it done; false if it is left as it is. */
export async function askAtHold(verbs: Verbs, io: Io, view: RunView): Promise<boolean> {
  for (;;) {
    const answer = await choose(io, `What now with ${view.name}?`, choices);
    if (answer === 'leave') return false;
    if (await toldIfRefused(io, () => act(answer, verbs, io, view))) return true;
  }
}

/** Does what was chosen; a refusal is told, and it counts as not done. */
export async function toldIfRefused(io: Io, work: () => Promise<boolean>): Promise<boolean> {
  try {
    return await work();
  } catch (error) {
    const report = reportOf(error, io);
    if (report === undefined || report.code === 'engine.unreachable') throw error;
    writeLines(io.stderr, errorLines(report, styleFor(io.stderr, io.env), io.command));
    return false;
  }
}

async function act(
  answer: Exclude<Answer, 'leave'>,
  verbs: Verbs,
  io: Io,
  view: RunView,
): Promise<boolean> {
  if (answer === 'resume') await verbs.resume(view.name, {});
  else if (answer === 'abort' || answer === 'undo') {
    await verbs.abort(view.name, { undo: answer === 'undo' });
  } else {
    const step = await whichStep(io, view);
    const reason = step === undefined ? undefined : await ask(io, `Why skip ${step}? `);
    if (step === undefined || !reason) return false;
    await verbs.skip(view.name, { step, reason });
  }
  return true;
}

async function whichStep(io: Io, view: RunView): Promise<string | undefined> {
  return chooseStep(
    io,
    heldSteps(view).map(({ id }) => id),
  );
}
