import {
  ApplicationFailure,
  type WorkflowInterceptors,
  type WorkflowInterceptorsFactory,
} from '@temporalio/workflow';
import type { Refused } from '../contract/orders.js';

const mark: keyof Refused = 'muster-refused';

/** Every answer of a step and every order to a run is an object that Muster signed. */
function refuse(value: unknown): void {
  if (value === undefined || value === null) throw failure('a signed argument is missing');
  const why = (value as Partial<Refused>)[mark];
  if (why !== undefined) throw failure(why);
}

function failure(message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, 'payload.refused');
}

/** An argument list without arguments never passed the codec: anybody may have sent it. */
function refuseAll(values: unknown[]): void {
  if (values.length === 0) throw failure('it came without a signed argument');
  values.forEach(refuse);
}

/**
 * Refuses whatever reaches a run without a valid signature: the run itself, an update, a query with
 * arguments, the answer of an activity. Only that fails; the run goes on. A query without arguments
 * only reads.
 */
export const interceptors: WorkflowInterceptorsFactory = (): WorkflowInterceptors => ({
  inbound: [
    {
      async execute(input, next) {
        refuseAll(input.args);
        return next(input);
      },
      validateUpdate(input, next) {
        refuseAll(input.args);
        next(input);
      },
      async handleUpdate(input, next) {
        refuseAll(input.args);
        return next(input);
      },
      async handleSignal(input, next) {
        refuseAll(input.args);
        return next(input);
      },
      async handleQuery(input, next) {
        input.args.forEach(refuse);
        return next(input);
      },
    },
  ],
  outbound: [
    {
      async scheduleActivity(input, next) {
        const answer = await next(input);
        refuse(answer);
        return answer;
      },
    },
  ],
});
