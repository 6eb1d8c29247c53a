import type { Revision } from '../../contract/orders.js';
import type { JsonObject } from '../../contract/plan.js';
import type { ResumePreview } from '../../contract/preview.js';
import type { RunView, StepView } from '../../contract/run.js';
import { heldSteps } from '../../contract/waits.js';
import { ClientError, type WaitingStep } from '../refusal.js';
import { type Doer, handOver } from './caller.js';
import { whereItIs } from './place.js';
import { quotable, readPipeline, readyToRun } from './ready.js';

export interface Resume {
  /** Addresses of steps that are named: of held ones only these, and what only a name does again. */
  steps?: string[];
  /** Fingerprint of a preview: refused where something else would be done by now. */
  preview?: string;
  corrected?: Correction;
}

/** A corrected pipeline. The inputs of the run are carried over, those given now going before them. */
export interface Correction {
  /** Absolute path of its file; default: the run's own, as it is now. */
  file?: string;
  inputs?: JsonObject;
}

export interface PreviewOfResume extends Omit<Resume, 'preview'> {
  /** Look at the world too, where a step can be checked. Default: true. */
  look?: boolean;
}

/** The run that goes on: in place, or as a new one because it has ended. */
export interface Resumed {
  name: string;
  runId: string;
  how: ResumePreview['how'];
}

/** Has a run go on that is held, paused, waits for its next attempt, or has ended badly. */
export async function resume(doer: Doer, name: string, asked: Resume): Promise<Resumed> {
  const { runs, caller } = doer;
  const view = await runs.view(name);
  const { steps, preview } = asked;
  const named = { ...(steps ? { steps } : {}), ...(preview === undefined ? {} : { preview }) };
  const how = wayToGoOn(view, asked);
  const revised = await goingOnWith(doer, view, asked);
  if (how === 'new-run') {
    const from = await whereItIs(doer, name);
    const next = await runs.restart(name, { ...from, ...named, ...(revised ? { revised } : {}) });
    return { name, runId: next.runId, how };
  }
  try {
    const { by } = caller;
    if (revised) await runs.revise(name, { ...revised, ...named, by });
    else await runs.resume(name, { ...named, by });
  } catch (error) {
    // Of a step that tries again by itself nobody knows before whether its run lets it go at once.
    const isRefused = error instanceof ClientError && error.code === 'run.refused';
    if (isRefused && !isNamed(asked) && !waitsForSomebody(view)) throw needless(view);
    throw error;
  }
  return { name, runId: view.runId, how };
}

/** What that would do, step by step; changes nothing. */
export async function preview(
  doer: Doer,
  name: string,
  asked: PreviewOfResume,
): Promise<ResumePreview> {
  const { runs } = doer;
  const view = await runs.view(name);
  wayToGoOn(view, asked);
  const revised = await goingOnWith(doer, view, asked);
  return runs.preview(name, {
    ...(await whereItIs(doer, name)),
    look: asked.look ?? true,
    ...(asked.steps ? { steps: asked.steps } : {}),
    ...(revised ? { revised } : {}),
  });
}

/**
 * How a run goes on. What is named or corrected is for the run itself to judge.
 * @throws ClientError `resume.needless` where there is nothing to go on with
 */
function wayToGoOn(view: RunView, asked: Resume): ResumePreview['how'] {
  if (view.endedAt !== undefined) {
    if (view.state === 'succeeded') throw needless(view);
    return 'new-run';
  }
  const isTrying = view.steps.some(({ state }) => state === 'retrying');
  if (isNamed(asked) || isTrying || waitsForSomebody(view)) return 'in-place';
  throw needless(view);
}

function isNamed({ steps, preview, corrected }: Resume): boolean {
  return steps !== undefined || preview !== undefined || corrected !== undefined;
}

function waitsForSomebody(view: RunView): boolean {
  return view.paused !== undefined || heldSteps(view).length > 0;
}

function needless({ name, state, steps }: RunView): ClientError {
  const waits = steps.filter((step) => step.state === 'retrying').map(waiting);
  return new ClientError({ code: 'resume.needless', name, state, waits });
}

function waiting({ id, nextAttemptAt, retriedBy }: StepView): WaitingStep {
  return {
    id,
    ...(nextAttemptAt === undefined ? {} : { until: nextAttemptAt }),
    ...(retriedBy === undefined ? {} : { byTemporal: true }),
  };
}

/** Secrets handed over; the corrected pipeline, if there is one. */
async function goingOnWith(
  doer: Doer,
  view: RunView,
  { corrected }: Resume,
): Promise<Revision | undefined> {
  const { runs, caller } = doer;
  await handOver(doer, { secrets: view.secrets ?? [] });
  if (corrected === undefined) return undefined;
  const { file = view.file, inputs = {} } = corrected;
  const [loaded, before] = await Promise.all([
    readPipeline(file, caller.env),
    runs.definition(view.name, view.runId),
  ]);
  const ready = readyToRun(loaded, file, inputs, before.inputs);
  caller.warn?.(quotable(loaded));
  await handOver(doer, ready.plan);
  return ready;
}
