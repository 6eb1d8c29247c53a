import { z } from 'zod';
import { runSummary, runView } from '../../contract/run.js';
import type { Backend } from '../backend.js';
import { followLog, positionOf } from '../feeds/log-feed.js';
import { type Route, route } from '../route.js';
import { instanceId } from '../schemas/common.js';
import { logLines } from '../schemas/log.js';
import { problemBody } from '../schemas/problem.js';
import { runDetail } from '../schemas/run.js';
import { events } from '../sse.js';
import { byName, runIdQuery } from './runs.js';

const logQuery = runIdQuery.extend({
  step: instanceId,
  after: z.string().max(200).optional().describe('`ATTEMPT@OFFSET`: what is known already'),
});

export function eventRoutes(backend: Backend): Route[] {
  const { feeds, services, shelf, home, live } = backend;
  return [
    route({
      method: 'get',
      path: '/events',
      summary: 'The newest runs at once, then each that is new or has changed',
      for: 'reader',
      events: { runs: z.array(runSummary), run: runSummary, problem: problemBody },
      handle: async ({ c }) => events(c, backend, (signal) => feeds.list.follow(signal)),
    }),
    route({
      method: 'get',
      path: '/runs/{name}/events',
      summary: 'A run as it is, then its view at each change, ten a second at most',
      for: 'reader',
      params: byName,
      query: runIdQuery,
      events: { run: runDetail, view: runView, problem: problemBody },
      problems: ['run.unknown'],
      async handle({ params, query, c }) {
        const { runs } = await services();
        const { file } = await runs.view(params.name, query.runId);
        const pipelineId = await shelf.idOf(file);
        return events(c, backend, async function* (signal) {
          for await (const told of feeds.follow(params.name, query.runId, signal)) {
            if (told.event !== 'run' || pipelineId === undefined) yield told;
            else yield { ...told, data: { ...told.data, pipelineId } };
          }
        });
      },
    }),
    route({
      method: 'get',
      path: '/runs/{name}/logs/events',
      summary: 'Lines of all attempts at a step, oldest first, then as they come',
      for: 'reader',
      params: byName,
      query: logQuery,
      events: { lines: logLines },
      async handle({ params, query, c }) {
        const { step, runId } = query;
        const after = positionOf(c.req.header('last-event-id') ?? query.after);
        const asked = { name: params.name, step, ...(runId ? { runId } : {}) };
        return events(c, backend, async function* (signal) {
          for await (const data of followLog({ home: home.root, live }, asked, after, signal)) {
            yield { event: 'lines', data, id: `${data.attempt}@${data.offset}` };
          }
        });
      },
    }),
  ];
}
