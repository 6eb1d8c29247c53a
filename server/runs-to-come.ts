import type { RunComparison } from '../client/comparison.js';
import type { Runs, StartedBy } from '../client/requests.js';
import type { PreviewRequest, ResumePreview, Revision } from '../client/resume-preview.js';

export interface WholeRuns extends Omit<Runs, 'restart'> {
  revise(name: string, request: Revision & { steps?: string[]; by: string }): Promise<void>;
  restart(
    name: string,
    request: StartedBy & { revised?: Revision; steps?: string[] },
  ): Promise<{ runId: string }>;
  preview(name: string, request: PreviewRequest & StartedBy): Promise<ResumePreview>;
  compare(name: string, against: 'last-green' | { runId: string }): Promise<RunComparison>;
}

export function runWhole(runs: Runs): WholeRuns {
  return runs as unknown as WholeRuns;
}
