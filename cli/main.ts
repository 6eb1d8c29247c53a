#!/usr/bin/env node
import { readFileSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { reportOf } from './command/errors.js';
import { writeJsonError } from './command/json.js';
import { runProgram } from './program.js';
import { type ExitCode, exitCodes } from './terminal/exit-codes.js';
import { endQuietlyOnBrokenPipe, type Io, processIo } from './terminal/io.js';
import { writeLines } from './terminal/lines.js';
import { styleFor } from './terminal/style.js';

/** One command from its arguments to its exit code. Never rejects. */
export async function main(args: string[], io: Io): Promise<ExitCode> {
  try {
    return await runProgram(args, io, packageVersion());
  } catch (error) {
    const color = !args.includes('--no-color');
    const report = reportOf(error, { ...io, color }) ?? (await unexpected(error, io));
    if (args.includes('--json')) writeJsonError(io, report);
    else {
      const { errorLines } = await import('./render/error.js');
      const style = styleFor(io.stderr, io.env, color);
      writeLines(io.stderr, errorLines(report, style, io.command));
    }
    return report.exitCode;
  }
}

/** A fault of Muster itself: the person gets one sentence, the log the whole of it. */
async function unexpected(error: unknown, io: Io) {
  const { writeCrashLog } = await import('./command/crash-log.js');
  return {
    code: 'internal',
    message: error instanceof Error ? error.message : String(error),
    next: `This is a fault of Muster itself. ${writeCrashLog(error, io)}`,
    exitCode: exitCodes.failed,
  };
}

function packageVersion(): string {
  // One folder up, from the source as from `dist/muster.js`.
  const file = new URL('../package.json', import.meta.url);
  return String(JSON.parse(readFileSync(file, 'utf8')).version);
}

function isProgram(): boolean {
  const script = process.argv[1];
  return script !== undefined && realpathSync(script) === fileURLToPath(import.meta.url);
}

if (isProgram()) {
  const io = processIo();
  endQuietlyOnBrokenPipe([process.stdout, process.stderr]);
  const args = process.argv.slice(2);
  process.exitCode = await main(args, io);
  if (args.find((arg) => !arg.startsWith('-')) === 'serve') endSoon();
}

/**
 * A daemon that has stopped all that it started, after a start that failed half-way too, is of no
 * use any more: what may still hold the process (a thread of the SDK, a connection) does so no longer.
 */
function endSoon(): void {
  setTimeout(() => process.exit(), 5_000).unref();
}
