import type { Verbs } from '../../client/verbs/index.js';
import type { RunView } from '../../contract/run.js';
import { askedSteps } from '../../contract/waits.js';
import type { Io } from '../terminal/io.js';
import { ask, type Choice, choose, chooseStep } from '../terminal/prompt.js';
import { toldIfRefused } from './hold.js';

type Answer = 'approve' | 'reject' | 'leave';

const choices: [Choice<Answer>, ...Choice<Answer>[]] = [
  { letter: 'a', label: 'approve: let it go on', value: 'approve' },
  { letter: 'r', label: 'reject: hold it there', value: 'reject' },
  { letter: 'l', label: 'leave it waiting and come back later', value: 'leave' },
];

/** Asks for the answer to an approval that waits, and gives it; false if it is left waiting. */
export async function askAtApproval(verbs: Verbs, io: Io, view: RunView): Promise<boolean> {
  for (;;) {
    const step = await chooseStep(
      io,
      askedSteps(view).map(({ id }) => id),
    );
    if (step === undefined) return false;
    const answer = await choose(io, `What now with ${step}?`, choices);
    if (answer === 'leave') return false;
    const reason = await ask(io, 'Why (may be empty)? ');
    if (reason === undefined) return false;
    const request = { step, ...(reason !== '' && { reason }) };
    const done = await toldIfRefused(io, async () => {
      await verbs[answer](view.name, request);
      return true;
    });
    if (done) return true;
  }
}
