import { statfs } from 'node:fs/promises';
import { CommandError, refusalIn } from '../command/errors.js';
import { exitCodes } from '../terminal/exit-codes.js';

/** With less than this left, Temporal's database cannot be written. */
const least = 256 * 1024;

/** An engine that does not answer because its disk is full, told as that; any other error as it is. */
export async function explained(error: unknown, home: string): Promise<unknown> {
  if (refusalIn(error)?.code !== 'engine.unreachable') return error;
  const disk = await statfs(home).catch(() => undefined);
  if (disk === undefined || disk.bavail * disk.bsize >= least) return error;
  return new CommandError(
    exitCodes.engine,
    'disk.full',
    `The disk of the state directory ${home} is full: the engine cannot write down what happens`,
    'Make room there; then: muster resume NAME. What was written is kept. A step that ended meanwhile is checked again, or, where nobody can look, held.',
  );
}
