import { parseDuration } from '../../language/durations.js';
import type { StepRun } from '../contract/define-step.js';
import { urlOf } from './address.js';
import { type Answer, ask } from './ask.js';
import type { AnswersInput } from './schemas.js';

interface Outputs {
  answers: { url: string; status: number }[];
}

/** No answer is what the step is about, so it is "does not hold", never "could not look". */
const answers: StepRun<AnswersInput, Outputs> = {
  async check(ctx, input) {
    const timeout = parseDuration(input.timeout);
    const all = await Promise.all(
      input.urls.map(async (address) => {
        const url = urlOf(address) ?? address;
        const answer = await ask(url, { timeout, signal: ctx.signal, contains: input.contains });
        return { url, answer, problem: problemOf(answer, input) };
      }),
    );
    const parts = Object.fromEntries(
      all.map(({ url, answer, problem }) => [url, problem ?? describe(answer)]),
    );
    const wrong = all.filter(({ problem }) => problem !== undefined);
    if (wrong.length > 0) {
      const why = wrong.map(({ url, problem }) => `${url}: ${problem}`).join('; ');
      return { holds: false, why, parts };
    }
    const seen = all.flatMap(({ url, answer }) =>
      'status' in answer ? [{ url, status: answer.status }] : [],
    );
    return { holds: true, outputs: { answers: seen }, parts };
  },
};

export default answers;

function describe(answer: Answer): string {
  return 'status' in answer ? `${answer.status} in ${answer.ms} ms` : answer.failure;
}

/** What is wrong with an answer; undefined: nothing. */
function problemOf(answer: Answer, input: AnswersInput): string | undefined {
  if (!('status' in answer)) return answer.failure;
  if (answer.status !== input.status) return `${answer.status} instead of ${input.status}`;
  if (!answer.contains) {
    return `${answer.status}, but without ${JSON.stringify(input.contains)}`;
  }
  return undefined;
}
