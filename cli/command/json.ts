import type { Io } from '../terminal/io.js';
import type { ErrorReport } from './errors.js';

/** The one document that a command with `--json` writes. */
export function writeJson(io: Io, document: unknown): void {
  io.stdout.write(`${JSON.stringify(document, null, 2).replace(/[\u007f-\u009f]/g, escaped)}\n`);
}

/** Terminals take these for orders too; JSON leaves them as they are. */
function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** An error as that document: `{ "error": { "code", "message", "next", "exitCode", … } }`. */
export function writeJsonError(io: Io, report: ErrorReport): void {
  const { text: _, data, ...rest } = report;
  writeJson(io, { error: { ...rest, ...data } });
}
