import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StepContext } from '../contract/context.js';
import { readWritten, type Written } from './written.js';

/** How a script ended. */
export interface ScriptEnd {
  /** Absent when a signal ended it. */
  exitCode: number | undefined;
  signal: string | undefined;
  /** The last line, of either stream, that is not blank. */
  lastLine: string;
  /** The last lines of both streams, as they came. */
  output: string[];
  /** What it wrote to `$MUSTER_OUTPUT`. */
  written: Written;
}

const keptLines = 20;

/**
 * Run a script by `bash -eo pipefail`, from a file in a 0700 folder of its own: so its text is not
 * in the process list, its standard input is its own (empty), and `$0` and the line numbers of
 * bash's messages are right. `$MUSTER_OUTPUT` is a file beside it, `$MUSTER_MODE` is up, look or undo.
 */
export async function runScript(
  ctx: StepContext,
  name: 'check' | 'run' | 'undo',
  text: string,
  options: { quiet?: boolean } = {},
): Promise<ScriptEnd> {
  const folder = await mkdtemp(join(await ctx.attemptDirectory(), `${name}-`));
  try {
    const script = join(folder, `${name}.sh`);
    const outputFile = join(folder, 'output');
    await writeFile(script, text, { mode: 0o600 });
    await writeFile(outputFile, '', { mode: 0o600 });
    const output: string[] = [];
    let lastLine = '';
    const { exitCode, signal } = await ctx.exec('bash', ['-eo', 'pipefail', script], {
      env: { MUSTER_OUTPUT: outputFile, MUSTER_MODE: ctx.mode },
      quiet: true,
      onLine: (told) => {
        // `run.sh: line 3: …`: where the file lies is of no use to anybody.
        const line = told.replaceAll(`${folder}/`, '');
        if (!options.quiet) ctx.log(line);
        output.push(line);
        if (output.length > keptLines) output.shift();
        if (line.trim() !== '') lastLine = line.trim();
      },
    });
    return { exitCode, signal, lastLine, output, written: await readWritten(outputFile) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
