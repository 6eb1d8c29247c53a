import { ApplicationFailure } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { Refused } from '../contract/orders.js';

const mark: keyof Refused = 'muster-refused';

/** No step runs on a task that Muster did not sign: see `SigningCodec`. */
export const refuseUnsigned: ActivityInterceptorsFactory = () => ({
  inbound: {
    async execute(input, next) {
      const [task] = input.args as Partial<Refused>[];
      const why = task ? task[mark] : 'it came without a task';
      if (why !== undefined) throw ApplicationFailure.nonRetryable(why, 'payload.refused');
      return next(input);
    },
  },
});
