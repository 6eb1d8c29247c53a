import { connect, type TemporalAddress } from './connection.js';
import { MusterClient } from './muster-client.js';
import type { Runs } from './requests.js';
import { RunPlans } from './run-plans.js';
import { Schedules } from './schedules.js';

/** All that the API asks Temporal, over one connection. */
export interface Services {
  runs: Runs;
  plans: RunPlans;
  schedules: Schedules;
  close(): Promise<void>;
}

/** @throws ClientError `engine.unreachable` */
export async function createServices(
  engine: TemporalAddress & { queue: string },
  temporalUi: string | undefined,
): Promise<Services> {
  const client = await connect(engine);
  const runs = new MusterClient(client, temporalUi, engine.queue);
  return {
    runs,
    plans: new RunPlans(client),
    schedules: new Schedules(client, engine.queue),
    close: () => runs.close(),
  };
}
