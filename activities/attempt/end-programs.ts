import { endLostGroup } from '../process/lost-group.js';
import { markedLeaders } from '../process/marked.js';
import { type AttemptRecord, isUnrecorded } from './attempt-record.js';

/**
 * End the programs of an attempt whose worker is gone, in this boot: those that its record names, and
 * one that it had no time to write down.
 */
export async function endPrograms(
  file: string,
  record: AttemptRecord,
  grace: number | undefined,
): Promise<void> {
  const unrecorded = markedLeaders((mark) => isUnrecorded(mark, file, record));
  await Promise.all([
    endGroups(record, grace),
    ...unrecorded.map((leader) => endLostGroup(leader, 'SIGTERM', grace)),
  ]);
}

/** End the programs that its record names. */
export async function endGroups(
  { groups }: AttemptRecord,
  grace: number | undefined,
): Promise<void> {
  await Promise.all(groups.map((group) => endLostGroup(group, group.endSignal, grace)));
}
