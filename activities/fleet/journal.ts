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
    return lastWords(lines);
  } catch {
    ctx.signal.throwIfAborted();
    return undefined;
  }
}

/** The line that most likely says why a unit failed. */
export function lastWords(lines: readonly string[]): string | undefined {
  return (
    lines.findLast((line) => !systemdsOwn.test(line) && !dockersOwn.test(line)) ?? lines.at(-1)
  );
}

/** What systemd notes of every unit that fails; the program's own last words say more. */
const systemdsOwn =
  /^(Starting |Started |Stopping |Stopped |Failed to start |-- )|: (Main process exited|Control process exited|Failed with result|Deactivated successfully|Scheduled restart job|Consumed )/;

/** What the client of Docker adds, now and then, after the line that says why it failed. */
const dockersOwn = /msg="error waiting for container: |^See 'docker run --help'/;
