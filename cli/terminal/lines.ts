import { harmless } from './harmless.js';

/** Lines for a person: no names, reasons or outputs in them can give orders to the terminal. */
export function writeLines(stream: NodeJS.WritableStream, lines: string[]): void {
  if (lines.length > 0) stream.write(`${harmless(lines.join('\n'))}\n`);
}
