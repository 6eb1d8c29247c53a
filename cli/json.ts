import type { ErrorReport } from './errors.js';
import type { Io } from './io.js';

/** The one document that a command with `--json` writes. */
export function writeJson(io: Io, document: unknown): void {
  io.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
}

/** An error as that document: `{ "error": { "code", "message", "next", "exitCode", … } }`. */
export function writeJsonError(io: Io, report: ErrorReport): void {
  const { text: _, data, ...rest } = report;
  writeJson(io, { error: { ...rest, ...data } });
}
