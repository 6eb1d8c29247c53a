import type { Home } from './home.js';
import { type ProcessRecord, readRecord, stillRuns } from './process-record.js';

/** `engine.json`: what a ready daemon says of itself. */
export interface EngineInfo extends ProcessRecord {
  /** ISO time. */
  startedAt: string;
  /** `ownVersion()` of the daemon. */
  version: string;
  /** Base URL of its API: `http://127.0.0.1:40111`. */
  url: string;
  /** `HOST:PORT` of Temporal. */
  address: string;
  namespace: string;
  /** True for the embedded server; false for one that the environment named. */
  embedded: boolean;
  /** Task queue of this host's worker. */
  queue: string;
  /** Base URL of Temporal's own UI. */
  ui?: string;
  /** True for a daemon that a command started: it leaves when nobody needs it. */
  background: boolean;
}

/** The daemon of a state directory; undefined if none is ready. What a killed one left is ignored. */
export function readEngine(home: Home): EngineInfo | undefined {
  const info = readRecord<EngineInfo>(home.engineFile);
  return info && stillRuns(info) ? info : undefined;
}
