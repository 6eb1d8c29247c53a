import { z } from 'zod';
import type { Home } from './home.js';
import { processRecord, readJson, stillRuns } from './process-record.js';

const engineInfo = processRecord.extend({
  /** ISO time. */
  startedAt: z.string(),
  /** `ownVersion()` of the daemon. */
  version: z.string(),
  /** Base URL of its API: `http://127.0.0.1:40111`. */
  url: z.string(),
  /** `HOST:PORT` of Temporal. */
  address: z.string(),
  namespace: z.string(),
  /** True for the embedded server; false for one that the environment named. */
  embedded: z.boolean(),
  /** Task queue of this host's worker. */
  queue: z.string(),
  /** Base URL of Temporal's own UI. */
  ui: z.string().optional(),
  /** True for a daemon that a command started: it leaves when nobody needs it. */
  background: z.boolean(),
});

/** `engine.json`: what a ready daemon says of itself. */
export type EngineInfo = z.infer<typeof engineInfo>;

/** The daemon of a state directory; undefined if none is ready. What a killed one left is ignored. */
export function readEngine(home: Home): EngineInfo | undefined {
  const info = readJson(home.engineFile, engineInfo);
  return info && stillRuns(info) ? info : undefined;
}
