import { queryOptions } from '@tanstack/react-query';
import { heldSteps } from '../../../contract/waits.js';
import { path, post } from '../../api/http';
import type { PreviewStep, ResumePreview, RunView } from '../../api/types';

/** What a resume would do. It changes nothing; with `look` it also looks at the world. */
export function previewQuery(
  run: RunView,
  asked: { reread: boolean; look: boolean; steps?: string[] | undefined },
) {
  // Another state of the run is another question.
  const state = run.steps.map((step) => `${step.state} ${step.attempt ?? ''}`).join();
  return queryOptions({
    queryKey: ['preview', run.name, run.runId, run.state, run.actions.length, state, asked],
    queryFn: ({ signal }) => post<ResumePreview>(path('runs', run.name, 'preview'), asked, signal),
    staleTime: 0,
    gcTime: 0,
  });
}

/** Steps that are executed only if somebody names them. */
export function unsafeSteps(preview: ResumePreview | undefined): PreviewStep[] {
  return preview?.steps.filter(({ mustName }) => mustName) ?? [];
}

/** Naming some leaves the others held: so with the unsafe ones all held ones are named. */
export function namedSteps(preview: ResumePreview, run: RunView): string[] | undefined {
  const unsafe = unsafeSteps(preview).map(({ id }) => id);
  if (unsafe.length === 0) return undefined;
  const held = heldSteps(run).map(({ id }) => id);
  return [...new Set([...held, ...unsafe])];
}
