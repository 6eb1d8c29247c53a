import type { WorkerOptions } from '@temporalio/worker';

/** What Muster's workers have in common, wherever they run: slots, caches, times. */
export const workerSettings = {
  // About 1 MB each; a run that was dropped is replayed at 4,000 events a second.
  maxCachedWorkflows: 100,
  workflowThreadPoolSize: 1,
  maxConcurrentWorkflowTaskExecutions: 20,
  // A step is a process that is waited for, not work of this one.
  maxConcurrentActivityTaskExecutions: 64,
  // Cancellation and progress travel with heartbeats.
  maxHeartbeatThrottleInterval: '2s',
  // Steps learn of a shutdown only when this is over; then they have 30 s to end their processes.
  shutdownGraceTime: '500ms',
  shutdownForceTime: '45s',
} satisfies Partial<WorkerOptions>;
