import { z } from 'zod';
import { runComparison } from '../../contract/comparison.js';
import { runHistory } from '../../contract/history.js';
import { jsonObject } from '../../contract/json.js';
import { runStateName } from '../../contract/run.js';
import type { Backend } from '../backend.js';
import { withLive } from '../feeds/with-live.js';
import { runPlanOf } from '../pipelines/outline.js';
import { type Route, route } from '../route.js';
import { instanceId } from '../schemas/common.js';
import { type RunDetail, runDetail, runList, runName } from '../schemas/run.js';

/** Of as many runs the fitting ones are taken. */
const most = 1_000;

/** One of many, divided by commas. */
const states = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(runStateName));
const flag = z.enum(['true', 'false']).transform((word) => word === 'true');

const listQuery = z.object({
  state: states.optional().describe('States, divided by commas'),
  pipeline: z.string().max(100).optional(),
  name: z.string().max(100).optional().describe('A part of the name'),
  since: z.iso.datetime({ offset: true }).optional().describe('Started then or later'),
  looks: flag.optional().describe('Plans and verifies too'),
  limit: z.coerce.number().int().min(1).max(most).optional(),
});

export const byName = z.object({ name: runName });
export const runIdQuery = z.object({
  runId: z.string().max(100).optional().describe('Default: the latest of that name'),
});

const outputsQuery = z.object({
  ...runIdQuery.shape,
  step: instanceId.optional().describe('Address of a step; default: the run itself'),
});

export function runRoutes(backend: Backend): Route[] {
  const { services, shelf, live } = backend;
  return [
    route({
      method: 'get',
      path: '/runs',
      summary: 'Runs, newest first',
      for: 'reader',
      query: listQuery,
      answer: runList,
      async handle({ query }) {
        const { runs } = await services();
        const isFiltered = query.state || query.pipeline || query.name || query.since;
        const limit = query.limit ?? 100;
        const all = await runs.list({
          looks: query.looks ?? false,
          limit: isFiltered ? most : limit,
        });
        const since = query.since === undefined ? 0 : Date.parse(query.since);
        const fitting = all.filter(
          (run) =>
            (query.state?.includes(run.state) ?? true) &&
            (query.pipeline === undefined || run.pipeline === query.pipeline) &&
            (query.name === undefined || run.name.includes(query.name)) &&
            Date.parse(run.startedAt) >= since,
        );
        return { runs: fitting.slice(0, limit) };
      },
    }),
    route({
      method: 'get',
      path: '/runs/{name}',
      summary: 'A run: every step, what was done by whom, and its plan',
      for: 'reader',
      params: byName,
      query: runIdQuery,
      answer: runDetail,
      problems: ['run.unknown'],
      async handle({ params, query }): Promise<RunDetail> {
        const { runs, plans } = await services();
        const view = await runs.view(params.name, query.runId);
        const run = withLive(view, live.progressOf(view.name, view.runId));
        const plan = runPlanOf(await plans.of(run));
        const pipelineId = await shelf.idOf(run.file);
        return { run, plan, ...(pipelineId === undefined ? {} : { pipelineId }) };
      },
    }),
    route({
      method: 'get',
      path: '/runs/{name}/outputs',
      summary: 'Outputs of a run, or of one of its steps, however large',
      for: 'reader',
      params: byName,
      query: outputsQuery,
      answer: jsonObject,
      problems: ['run.unknown', 'step.unknown'],
      async handle({ params, query }) {
        const { runs } = await services();
        return runs.outputs(params.name, query);
      },
    }),
    route({
      method: 'get',
      path: '/runs/{name}/history',
      summary: 'What happened in a run: every attempt, hold and order, oldest first',
      for: 'reader',
      params: byName,
      query: runIdQuery.extend({
        limit: z.coerce
          .number()
          .int()
          .min(1)
          .max(10_000)
          .default(2_000)
          .describe('The newest so many'),
      }),
      answer: runHistory,
      problems: ['run.unknown'],
      async handle({ params, query }) {
        const { runs } = await services();
        const history = await runs.history(params.name, query.runId);
        const happenings = history.happenings.slice(-query.limit);
        const isCut = history.isCut || happenings.length < history.happenings.length;
        return { ...history, happenings, isCut };
      },
    }),
    route({
      method: 'get',
      path: '/runs/{name}/compare',
      summary: 'What differs from another run of that name',
      for: 'reader',
      params: byName,
      query: z.object({
        against: z.string().max(100).describe('`last-green`, or a run id').default('last-green'),
      }),
      answer: runComparison,
      problems: ['run.unknown'],
      async handle({ params, query }) {
        const { runs } = await services();
        const against = query.against === 'last-green' ? query.against : { runId: query.against };
        return runs.compare(params.name, against);
      },
    }),
  ];
}
