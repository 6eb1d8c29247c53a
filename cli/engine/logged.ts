import type { RunView } from '../../contract/run.js';
import { listLogs } from '../../worker/logs.js';

/** Addresses of the steps of a run that left a log on this computer: only there is one worth naming. */
export async function loggedHere(
  home: string,
  { name, runId }: RunView,
): Promise<ReadonlySet<string>> {
  const logs = await listLogs(home, { name, runId });
  return new Set(logs.map(({ step }) => step));
}
