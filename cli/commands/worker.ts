import { resolve } from 'node:path';
import type { Command } from 'commander';
import { runWorker } from '../../worker/run-worker.js';
import { type CommonOptions, example, type Runner } from '../command/command.js';
import { usageError } from '../command/errors.js';
import { writeJson } from '../command/json.js';
import { type ExitCode, exitCodes } from '../terminal/exit-codes.js';
import type { Io } from '../terminal/io.js';
import { writeLines } from '../terminal/lines.js';

interface WorkerOptions extends CommonOptions {
  queue: string;
  root?: string;
}

/** What a task queue may be called; Temporal itself takes more. */
const queuePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/;

export function define(command: Command, run: Runner): void {
  command
    .description(
      'Run the steps of one task queue on this host, for a Temporal server that several hosts share (TEMPORAL_ADDRESS)',
    )
    .requiredOption('--queue <name>', 'the queue that runs-on in a pipeline names')
    .option('--root <dir>', 'the folder that holds the pipelines here, if not in the same place')
    .addHelpText(
      'after',
      `
Before the first start, copy payload.key from the state directory of the host
that starts runs into that of this one: without it every step is refused.
${example('export TEMPORAL_ADDRESS=temporal:7233', 'muster worker --queue rack-1 --root /srv/pipelines')}`,
    )
    .action(run(worker));
}

async function worker(io: Io, { queue, root, json }: WorkerOptions): Promise<ExitCode> {
  if (!queuePattern.test(queue)) {
    const next = 'A name has letters, digits, dots, dashes and underscores.';
    throw usageError(`${JSON.stringify(queue)} cannot be the name of a queue`, next);
  }
  await runWorker({
    queue,
    ...(root === undefined ? {} : { root: resolve(io.cwd, root) }),
    onReady(info) {
      if (json) writeJson(io, { ...info, pid: process.pid });
      else {
        const where = `${info.address}, namespace ${info.namespace}`;
        writeLines(io.stdout, [`Ready: serves ${queue} at ${where}. Ctrl-C ends it.`]);
      }
    },
  });
  return exitCodes.ok;
}
