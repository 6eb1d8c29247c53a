import { z } from 'zod';
import type { Backend } from '../backend.js';
import { openApi } from '../openapi.js';
import { type Route, route } from '../route.js';
import { eventRoutes } from './events.js';
import { hookRoutes } from './hooks.js';
import { logRoutes } from './logs.js';
import { pipelineRoutes } from './pipelines.js';
import { runRoutes } from './runs.js';
import { scheduleRoutes } from './schedules.js';
import { sessionRoutes } from './sessions.js';
import { updateRoutes } from './updates.js';

/** Every route of the page's API, in the order in which they are matched. */
export function apiRoutes(backend: Backend): Route[] {
  const routes = [
    ...sessionRoutes(backend),
    ...pipelineRoutes(backend),
    ...hookRoutes(backend),
    ...runRoutes(backend),
    ...updateRoutes(backend),
    // Before the logs, one of which `events` would name.
    ...eventRoutes(backend),
    ...logRoutes(backend),
    ...scheduleRoutes(backend),
  ];
  const document: Route = route({
    method: 'get',
    path: '/openapi.json',
    summary: 'This document',
    for: 'reader',
    answer: z.record(z.string(), z.unknown()),
    handle: async () => ({ ...openApi([...routes, document], backend.info.version) }),
  });
  return [...routes, document];
}
