import type { WorkflowExecutionInfo } from '@temporalio/client';
import type { RunMode, RunStateName, RunSummary } from '../contract/run.js';

interface Memo {
  pipeline?: string;
  /** Absent in runs that Muster 0.1.0 started. */
  file?: string;
  mode?: RunMode;
  state?: RunStateName;
  /** Of the run's first execution, where this is a later one. */
  runId?: string;
  startedAt?: string;
}

/** A line of a list of runs: what the list itself says, without asking each run. */
export function summarize(info: WorkflowExecutionInfo): RunSummary {
  const memo = (info.memo ?? {}) as Memo;
  return {
    name: info.workflowId,
    runId: memo.runId ?? info.runId,
    pipeline: memo.pipeline ?? '',
    ...(memo.file === undefined ? {} : { file: memo.file }),
    mode: memo.mode ?? 'up',
    state: stateOf(info, memo.state),
    startedAt: memo.startedAt ?? info.startTime.toISOString(),
    ...(info.closeTime ? { endedAt: info.closeTime.toISOString() } : {}),
  };
}

function stateOf(info: WorkflowExecutionInfo, said: RunStateName | undefined): RunStateName {
  if (info.status.name === 'RUNNING') return said ?? 'running';
  return said === 'aborted' ? endedAs(info.status.name, said) : endedAs(info.status.name);
}

/** How a run ended that is not open any more; of a failure it says itself whether it was an abort. */
export function endedAs(
  status: WorkflowExecutionInfo['status']['name'],
  failure: 'failed' | 'aborted' = 'failed',
): RunStateName {
  if (status === 'COMPLETED') return 'succeeded';
  return status === 'CANCELLED' || status === 'TERMINATED' ? 'aborted' : failure;
}
