import type { StepContext } from '../contract/context.js';
import type { Fleetctl } from './fleetctl.js';

/**
 * The last lines of a unit's journal, into the step's log; the last one is returned, for a message.
 * Only root may read it on a CoreOS machine; where sudo asks for a password there is no journal.
 */
export async function showJournal(
  ctx: StepContext,
  fleetctl: Fleetctl,
  unit: string,
): Promise<string | undefined> {
  try {
    const { stdout } = await fleetctl([
      'journal',
      '--sudo',
      '--lines',
      '10',
      '--output',
      'cat',
      unit,
    ]);
    const lines = stdout.split('\n').filter((line) => line.trim() !== '');
    for (const line of lines) ctx.log(`${unit}: ${line}`);
    return lines.findLast((line) => !systemdsOwn.test(line)) ?? lines.at(-1);
  } catch {
    ctx.signal.throwIfAborted();
    return undefined;
  }
}

/** What systemd notes of every unit that fails; the program's own last words say more. */
const systemdsOwn =
  /^(Starting |Started |Stopping |Stopped |Failed to start |-- )|: (Main process exited|Control process exited|Failed with result|Deactivated successfully|Scheduled restart job|Consumed )/;
