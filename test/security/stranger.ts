import { randomUUID } from 'node:crypto';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import type { Payload } from '@temporalio/common';

const namespace = 'default';
type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;
type HistoryEvent = NonNullable<History['events']>[number];
type Payloads = Payload[] | null | undefined;

/**
 * Another user of this computer: knows the port of the embedded server, which asks nobody who they
 * are, and nothing of the state directory. Reads what is there, and sends what it likes.
 */
export class Stranger {
  readonly client: Client;

  static async at(address: string): Promise<Stranger> {
    return new Stranger(new Client({ connection: await Connection.connect({ address }) }));
  }

  private constructor(client: Client) {
    this.client = client;
  }

  close(): Promise<void> {
    return this.client.connection.close();
  }

  async history(workflowId: string): Promise<HistoryEvent[]> {
    const { events } = await this.client.workflow.getHandle(workflowId).fetchHistory();
    return events ?? [];
  }

  /** What the run was started with, as it was signed. */
  async startOf(workflowId: string): Promise<Payloads> {
    const [first] = await this.history(workflowId);
    return first?.workflowExecutionStartedEventAttributes?.input?.payloads as Payloads;
  }

  /** What a step was given, and what it answered, as they were signed. */
  async stepOf(workflowId: string, step: string): Promise<{ task: Payloads; answer: Payloads }> {
    const events = await this.history(workflowId);
    const scheduled = events.find(
      ({ activityTaskScheduledEventAttributes: found }) => found?.activityId === step,
    );
    const completed = events.find(
      ({ activityTaskCompletedEventAttributes: found }) =>
        String(found?.scheduledEventId) === String(scheduled?.eventId),
    );
    return {
      task: scheduled?.activityTaskScheduledEventAttributes?.input?.payloads as Payloads,
      answer: completed?.activityTaskCompletedEventAttributes?.result?.payloads as Payloads,
    };
  }

  /** The arguments of every update that the run accepted. */
  async ordersOf(workflowId: string): Promise<Payloads[]> {
    return (await this.history(workflowId)).flatMap((event) => {
      const accepted = event.workflowExecutionUpdateAcceptedEventAttributes;
      return accepted ? [accepted.acceptedRequest?.input?.args?.payloads as Payloads] : [];
    });
  }

  async start(workflowId: string, queue: string, payloads: Payloads): Promise<string> {
    const { runId } = await this.client.workflowService.startWorkflowExecution({
      namespace,
      workflowId,
      requestId: randomUUID(),
      workflowType: { name: 'pipeline' },
      taskQueue: { name: queue },
      input: { payloads: payloads ?? [] },
    });
    return runId;
  }

  /** Send an order as it was signed before; resolves to what was said against it. */
  async order(workflowId: string, verb: string, payloads: Payloads): Promise<string> {
    const { outcome } = await this.client.workflowService.updateWorkflowExecution({
      namespace,
      workflowExecution: { workflowId },
      // UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED
      waitPolicy: { lifecycleStage: 3 },
      request: {
        meta: { updateId: randomUUID() },
        input: { name: verb, args: { payloads: payloads ?? [] } },
      },
    });
    return outcome?.failure?.message ?? 'it was accepted';
  }

  /**
   * Start a run of that name on a queue of one's own, answer for it as its worker, and have a step
   * scheduled that the owner's worker is to carry out. Resolves to how that ended.
   */
  async schedule(workflowId: string, queue: string, type: string, step: string, task: Payloads) {
    const mine = `stranger-${randomUUID()}`;
    await this.start(workflowId, mine, []);
    const { workflowService } = this.client;
    const poll = () =>
      this.client.connection.withDeadline(Date.now() + 20_000, () =>
        workflowService.pollWorkflowTaskQueue({ namespace, taskQueue: { name: mine } }),
      );
    const { taskToken } = await poll();
    await workflowService.respondWorkflowTaskCompleted({
      namespace,
      taskToken,
      commands: [
        {
          // COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK
          commandType: 1,
          scheduleActivityTaskCommandAttributes: {
            activityId: step,
            activityType: { name: type },
            taskQueue: { name: queue },
            input: { payloads: task ?? [] },
            startToCloseTimeout: { seconds: 60 as never },
            retryPolicy: { maximumAttempts: 1 },
          },
        },
      ],
    });
    // The next task comes when the step has ended.
    const next = await poll();
    const failed = next.history?.events?.find((event) => event.activityTaskFailedEventAttributes);
    await this.client.workflow.getHandle(workflowId).terminate();
    const failure = failed?.activityTaskFailedEventAttributes?.failure;
    return failure?.applicationFailureInfo?.type ?? 'it was executed';
  }
}
