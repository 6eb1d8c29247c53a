import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Place } from './place.js';

/** Put programs into the folder that is first on the PATH. `LEDGER` in their text is the ledger's path. */
export async function install(place: Place, programs: Record<string, string>): Promise<void> {
  await mkdir(place.bin, { recursive: true });
  await writeFile(place.ledger, '', { flag: 'a' });
  for (const [name, text] of Object.entries(programs)) {
    const script = text.replaceAll('LEDGER', place.ledger);
    await writeFile(join(place.bin, name), script, { mode: 0o755 });
  }
}

/**
 * The programs of the shell pipelines. The line in the ledger is the effect itself, so that no
 * kill can come between the two.
 */
export const shellPrograms = {
  work: '#!/bin/sh\nexec sleep "$1"\n',
  mark: '#!/bin/sh\necho "mark $1" >> LEDGER\n',
  marked: '#!/bin/sh\ngrep -qx "mark $1" LEDGER || { echo "$1 is not marked"; exit 1; }\n',
};
