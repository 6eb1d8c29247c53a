import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { toFailure } from '../activities/attempt/failure.js';
import { hidesNothing } from '../activities/attempt/masking/masker.js';
import { outcomeUnknown } from '../activities/attempt/outcome-unknown.js';
import { StepError } from '../activities/contract/step-error.js';
import type { StepTask } from '../contract/task.js';
import type { ScheduledActivities } from '../workflows/contract.js';
import { Tickets } from './tickets.js';

const readsOnly: keyof ScheduledActivities = 'schedule.plan';

/**
 * A signature says that Muster wrote a task, not that it is asked for now: whoever reaches the
 * server's port can read it, and have it scheduled again, or its run started or reset. So a task is
 * good for the execution that wrote it, what an execution was started with for that one alone, and
 * an attempt at a step that cannot be checked for one time.
 *
 * @param namespace Id of the Temporal namespace: what is noted lives as long as it keeps the run
 */
export function refuseReplayed(home: string, namespace?: string): ActivityInterceptorsFactory {
  const tickets = new Tickets(home);
  return ({ info }) => ({
    inbound: {
      async execute(input, next) {
        // It reads a file, and is no step: sent again, it changes nothing.
        if (info.activityType === readsOnly) return next(input);
        try {
          const [task] = input.args as [StepTask];
          const execution = info.workflowExecution?.runId ?? '';
          refuse(task, execution, tickets, namespace);
          const attempt = `${info.activityId} ${info.attempt}`;
          const unsafe = task.mode === 'up' && !task.checked;
          // Temporal hands an attempt out once; a second time it was forged, or Temporal lost data.
          if (unsafe && !tickets.takeAttempt(execution, attempt)) throw outcomeUnknown(task.step);
        } catch (error) {
          throw toFailure(error, [], hidesNothing);
        }
        return next(input);
      },
    },
  });
}

function refuse(
  { run, step }: StepTask,
  execution: string,
  tickets: Tickets,
  namespace: string | undefined,
): void {
  const { ticket, name, runId } = run;
  const written = run.execution === execution && ticket !== undefined;
  const by = { execution, name, runId, ...(namespace === undefined ? {} : { namespace }) };
  if (written && tickets.take(ticket, by)) return;
  const why = written ? 'this run was started before' : 'its task was written for another run';
  throw new StepError('payload.refused', {
    message: `${step} was refused: ${why}. Somebody sent it again or reset the run, or an older version wrote it.`,
    next: `Nothing was done. End the run (muster abort ${run.name}), then start it with muster up.`,
  });
}
