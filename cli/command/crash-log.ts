import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { defaultHome } from '../../worker/engine/home.js';
import type { Io } from '../terminal/io.js';

/** Keeps an unexpected error with its stack in the state directory; resolves to where it is. */
export function writeCrashLog(error: unknown, io: Io): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const directory = join(defaultHome(io.env), 'logs');
  const file = join(directory, 'command.log');
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    appendFileSync(file, `${new Date(io.now()).toISOString()} ${text}\n`, { mode: 0o600 });
    return `The whole of it is in ${file}.`;
  } catch (failure) {
    return `Its log cannot be written (${(failure as Error).message}); it reads: ${text}`;
  }
}
