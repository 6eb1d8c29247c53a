import { z } from 'zod';
import type { Schedule } from '../../client/schedules.js';
import { planOf, readyToRun } from '../../client/verbs/ready.js';
import type { JsonObject } from '../../contract/plan.js';
import type { RunSummary } from '../../contract/run.js';
import type { Who } from '../../contract/who.js';
import { inputsJsonSchema, resolveInputs } from '../../language/index.js';
import { type Backend, byOf, verbsFor } from '../backend.js';
import { outlineOf } from '../pipelines/outline.js';
import type { Read } from '../pipelines/shelf.js';
import { type Route, route } from '../route.js';
import {
  type InputsSchema,
  type PipelineDetail,
  type PipelineSummary,
  pipelineDetail,
  pipelineList,
  validateBody,
  validated,
} from '../schemas/pipeline.js';
import { type StartedRun, startedRun, startRun } from '../schemas/run.js';

const byId = z.object({ id: z.string().min(1).max(300) });
/** Of as many runs the last of each pipeline is looked for. */
const asked = 300;

export function pipelineRoutes(backend: Backend): Route[] {
  const { shelf } = backend;
  return [
    route({
      method: 'get',
      path: '/pipelines',
      summary: 'The pipelines there are, each with its last run',
      for: 'reader',
      answer: pipelineList,
      async handle() {
        const [all, around] = await Promise.all([shelf.readAll(), surroundings(backend)]);
        const pipelines = all.map((one) => summaryOf(one, around));
        return { folders: shelf.folders, pipelines };
      },
    }),
    route({
      method: 'get',
      path: '/pipelines/{id}',
      summary: 'A pipeline: its text, what is wrong with it, its inputs and steps',
      for: 'reader',
      params: byId,
      answer: pipelineDetail,
      problems: ['pipeline.unknown'],
      async handle({ params }) {
        const [one, around] = await Promise.all([shelf.read(params.id), surroundings(backend)]);
        return detailOf(one, summaryOf(one, around));
      },
    }),
    route({
      method: 'post',
      path: '/pipelines/{id}/validate',
      summary: 'Check inputs, and fill defaults in',
      for: 'reader',
      params: byId,
      body: validateBody,
      answer: validated,
      problems: ['pipeline.unknown', 'pipeline.invalid'],
      async handle({ params, body }) {
        const { loaded, file } = await shelf.read(params.id);
        planOf(loaded, file);
        const { values, problems } = resolveInputs(loaded.inputs, body.inputs);
        return { valid: problems.length === 0, problems, values };
      },
    }),
    route({
      method: 'post',
      path: '/pipelines/{id}/runs',
      summary: 'Start a run: bring up, look only, or take down',
      for: 'operator',
      params: byId,
      body: startRun,
      status: 201,
      answer: startedRun,
      problems: [
        'run.too-large',
        ...(['pipeline.unknown', 'pipeline.invalid', 'inputs.invalid'] as const),
        ...(['inputs.unused', 'step.unknown', 'selection.empty', 'run.busy'] as const),
        'plan.differs',
      ],
      async handle({ params, body, c }) {
        const read = await shelf.read(params.id);
        const by = byOf(backend, c.get('caller') ?? { role: 'reader' });
        const run = await start(backend, read, body, by);
        backend.feeds.nudge(run.name);
        return run;
      },
    }),
  ];
}

type StartBody = z.infer<typeof startRun>;

/** Start what was asked for; `down` takes down what the last `up` of that name brought up. */
export async function start(
  backend: Backend,
  { loaded, file }: Read,
  { mode, name, inputs = {}, selection, onFailure, planned }: StartBody,
  by: Who,
): Promise<StartedRun> {
  const given = inputs as JsonObject;
  if (mode === 'down') {
    const run = name ?? planOf(loaded, file).name;
    const verbs = await verbsFor(backend, by);
    return started(await verbs.down(run, { file, inputs: given }));
  }
  const request = {
    ...readyToRun(loaded, file, given),
    ...(name === undefined ? {} : { name }),
    ...(selection ? { selection } : {}),
  };
  const verbs = await verbsFor(backend, by);
  if (mode === 'look') return started(await verbs.look(request));
  return started(
    await verbs.up({
      ...request,
      ...(onFailure ? { onFailure } : {}),
      ...(planned === undefined ? {} : { planned }),
    }),
  );
}

function started({ name, runId, fingerprint }: StartedRun): StartedRun {
  return { name, runId, ...(fingerprint === undefined ? {} : { fingerprint }) };
}

interface Surroundings {
  runs: RunSummary[];
  schedules: Schedule[];
}

/** Where Temporal cannot be asked, pipelines are shown all the same. */
async function surroundings({ services }: Backend): Promise<Surroundings> {
  const found = await services().catch(() => undefined);
  if (found === undefined) return { runs: [], schedules: [] };
  const [runs, schedules] = await Promise.all([
    found.runs.list({ limit: asked }).catch(() => []),
    found.schedules.list().catch(() => []),
  ]);
  return { runs, schedules };
}

function summaryOf({ id, file, loaded }: Read, around: Surroundings): PipelineSummary {
  const { plan, diagnostics } = loaded;
  const name = plan?.name ?? nameIn(loaded.sources.get(file)) ?? id;
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const lastRun = around.runs.find((run) => run.pipeline === name);
  const next = around.schedules
    .filter((schedule) => schedule.input.file === file)
    .flatMap((schedule) => schedule.next.slice(0, 1).map((at) => ({ id: schedule.id, at })))
    .sort((a, b) => a.at.localeCompare(b.at))[0];
  return {
    id,
    file,
    name,
    valid: plan !== undefined,
    ...(plan?.description === undefined ? {} : { description: plan.description }),
    errors,
    warnings: diagnostics.length - errors,
    ...(lastRun ? { lastRun } : {}),
    ...(next ? { nextSchedule: next } : {}),
  };
}

/** Of a broken file: what it most likely is called. */
function nameIn(text: string | undefined): string | undefined {
  return /^name:[ \t]*["']?([A-Za-z0-9][A-Za-z0-9._-]{0,62})/m.exec(text ?? '')?.[1];
}

function detailOf({ file, loaded }: Read, summary: PipelineSummary): PipelineDetail {
  const { plan, diagnostics, sources, inputs } = loaded;
  const others = [...sources].filter(([path]) => path !== file);
  return {
    ...summary,
    text: sources.get(file) ?? '',
    sources: Object.fromEntries(others),
    diagnostics,
    inputs: inputsJsonSchema(inputs) as InputsSchema,
    secrets: (plan?.secrets ?? []).map((name) => ({ name })),
    ...(plan ? outlineOf(plan) : { steps: [], groups: [] }),
  };
}
