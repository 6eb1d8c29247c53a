import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { StepError } from '../contract/step-error.js';

/** What a script left in `$MUSTER_OUTPUT`; an error where nobody can read it. */
export type Written = { text: string } | { error: StepError };

/** Far above what outputs may take; a file that is larger is no list of outputs. */
const largestFile = 1024 * 1024;

/**
 * The text of the file, whatever the script made of it: it may be gone, a pipe that would never
 * end, a folder. Only who needs outputs minds.
 */
export async function readWritten(path: string): Promise<Written> {
  let file: FileHandle;
  try {
    // A pipe without a writer, opened otherwise, is waited for.
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return refused(
      code === 'ENOENT'
        ? 'The script removed the file $MUSTER_OUTPUT'
        : `The file $MUSTER_OUTPUT cannot be read (${code})`,
    );
  }
  try {
    const stats = await file.stat();
    if (!stats.isFile()) {
      return refused(`The script made ${kindOf(stats)} of the file $MUSTER_OUTPUT`);
    }
    if (stats.size > largestFile) {
      return {
        error: new StepError('outputs.too-large', {
          message: 'The script wrote more than 1 MiB to $MUSTER_OUTPUT.',
          next: 'Write it to a file of its own, and put out its path.',
        }),
      };
    }
    return decode(await file.readFile());
  } finally {
    await file.close();
  }
}

function decode(bytes: Buffer): Written {
  const strict = new TextDecoder('utf-8', { fatal: true });
  try {
    return { text: strict.decode(bytes) };
  } catch {
    const line = firstBadLine(bytes);
    return refused(`Line ${line} of $MUSTER_OUTPUT is not UTF-8 text`);
  }
}

/** No character of UTF-8 has the byte of a line's end in it. */
function firstBadLine(bytes: Buffer): number {
  const lines = bytes.toString('latin1').split('\n');
  const isBad = (line: string) => {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(line, 'latin1'));
      return false;
    } catch {
      return true;
    }
  };
  return lines.findIndex(isBad) + 1;
}

function kindOf(stats: { isDirectory(): boolean; isFIFO(): boolean }): string {
  if (stats.isDirectory()) return 'a folder';
  return stats.isFIFO() ? 'a pipe' : 'a device';
}

function refused(what: string): Written {
  return {
    error: new StepError('outputs.invalid', {
      message: `${what}, so its outputs cannot be read.`,
      next: 'Let the script add key=value lines of UTF-8 text to it: echo "key=value" >> "$MUSTER_OUTPUT".',
    }),
  };
}
