import type { Client } from '@temporalio/client';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import type { RunHistory } from '../../contract/history.js';
import type { RunStateName } from '../../contract/run.js';
import type { RunReader } from '../run-reader.js';
import { attemptsIn, type Decode } from './attempts.js';
import { type HistoryEvent, lastEvents, timeOf } from './events.js';
import { happeningsOf, type StateChange } from './happenings.js';

/**
 * What happened in a run: its attempts and states as Temporal has kept them, and what people asked of
 * it as the run itself remembers.
 */
export async function readHistory(
  client: Client,
  reader: RunReader,
  name: string,
  runId?: string,
): Promise<RunHistory> {
  const run = await reader.view(name, runId);
  const last = await reader.describe(name, run.runId);
  const [{ plan }, { events, isCut }] = await Promise.all([
    reader.input(name, last.runId),
    lastEvents(client, name, last.runId),
  ]);
  const decode = decoderOf(client);
  const happenings = happeningsOf({
    run,
    attempts: await attemptsIn(events, decode),
    changes: await stateChanges(events, decode),
    steps: plan.steps,
    why: endedBy(events),
  });
  return { name: run.name, runId: run.runId, happenings, isCut };
}

/** What somebody else wrote is no part of the history. */
function decoderOf(client: Client): Decode {
  const converter = client.options.loadedDataConverter;
  return async (payloads) => {
    const values = await decodeArrayFromPayloads(converter, payloads).catch(() => []);
    return values[0];
  };
}

/** A run tells lists what it is in its memo, whenever that changes. */
export async function stateChanges(events: HistoryEvent[], decode: Decode): Promise<StateChange[]> {
  const found: StateChange[] = [];
  for (const event of events) {
    const told = event.workflowPropertiesModifiedEventAttributes?.upsertedMemo?.fields?.state;
    const state = told && ((await decode([told])) as RunStateName | undefined);
    if (state !== undefined) found.push({ at: timeOf(event), state });
  }
  return found;
}

/** Of a run that was ended by force, or in Temporal's own page. */
export function endedBy(events: HistoryEvent[]): string | undefined {
  return events.at(-1)?.workflowExecutionTerminatedEventAttributes?.reason ?? undefined;
}
