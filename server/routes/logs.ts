import { stream } from 'hono/streaming';
import { z } from 'zod';
import { type AttemptLog, type LogQuery, listLogs, readLog } from '../../worker/logs.js';
import type { Backend } from '../backend.js';
import { ProblemError } from '../problem.js';
import { type Route, route } from '../route.js';
import { instanceId } from '../schemas/common.js';
import { logList, logPage } from '../schemas/log.js';
import { byName, runIdQuery } from './runs.js';

const byAttempt = byName.extend({ attempt: z.string().min(1).max(100) });
const oneQuery = runIdQuery.extend({
  step: instanceId,
  offset: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
  download: z.string().optional().describe('If there: the whole log, as text'),
});

export function logRoutes({ home }: Backend): Route[] {
  return [
    route({
      method: 'get',
      path: '/runs/{name}/logs',
      summary: 'The logs of a run on this computer, one an attempt, oldest first',
      for: 'reader',
      params: byName,
      query: runIdQuery.extend({ step: instanceId.optional() }),
      answer: logList,
      async handle({ params, query }) {
        const logs = await listLogs(home.root, queryOf(params.name, query));
        return { attempts: logs.map(attemptOf) };
      },
    }),
    route({
      method: 'get',
      path: '/runs/{name}/logs/{attempt}',
      summary: 'Lines of a log from an offset on',
      for: 'reader',
      params: byAttempt,
      query: oneQuery,
      answer: logPage,
      problems: ['log.unknown'],
      async handle({ params, query, c }) {
        const logs = await listLogs(home.root, queryOf(params.name, query));
        const log = logs.find(({ id }) => id === params.attempt);
        if (log === undefined) throw new ProblemError(unknown);
        if (query.download === undefined) {
          return { ...(await readLog(log.path, query.offset)), size: log.size };
        }
        const file = `${params.name}-${query.step}-${log.id}.log`.replaceAll(/[^\w.-]/g, '_');
        c.header('content-type', 'text/plain; charset=utf-8');
        c.header('content-disposition', `attachment; filename="${file}"`);
        c.header('x-content-type-options', 'nosniff');
        return stream(c, async (out) => {
          let offset = 0;
          while (!out.aborted) {
            const piece = await readLog(log.path, offset);
            if (piece.lines.length === 0) return;
            await out.write(`${piece.lines.join('\n')}\n`);
            offset = piece.offset;
          }
        });
      },
    }),
  ];
}

const unknown = {
  code: 'log.unknown',
  detail: 'There is no such log on this computer.',
  next: 'A step that ran on another host left its log there.',
} as const;

function queryOf(
  name: string,
  { runId, step }: { runId?: string | undefined; step?: string | undefined },
): LogQuery {
  return { name, ...(runId ? { runId } : {}), ...(step ? { step } : {}) };
}

function attemptOf({ id, step, attempt, size }: AttemptLog) {
  return { id, step, attempt, size, startedAt: timeOf(id) };
}

/** `20261123T180200.123Z-2` → `2026-11-23T18:02:00.123Z`. */
function timeOf(id: string): string {
  return id.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d\.\d+Z)-\d+$/, '$1-$2-$3T$4:$5:$6');
}
