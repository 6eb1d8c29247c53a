import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../run.mjs';
import { outcome, outside } from './report.mjs';

const program = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const reporter = join(root, 'scripts', 'lib', 'test', 'reporter.mjs');

/** How much of what Vitest wrote is told where it ends without a report. */
const tail = 20;

/**
 * `vitest run` with the reporter of this project. What it, its workers and their children write is
 * kept aside (with `verbose` it is shown), and told only if there is nothing else that says why it failed.
 * @param {string[]} args
 * @param {{ onEvent?: (event: import('./reporter.mjs').Event) => void, env?: Record<string, string>,
 *   verbose?: boolean, before?: string[] }} options `before`: a command that becomes the one after it
 * @returns {Promise<{ code: number, report: import('./report.mjs').Report, files: import('./report.mjs').Timed[] }>}
 */
export async function runVitest(args, { onEvent = () => {}, env, verbose, before = [] } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'muster-test-'));
  const marks = join(folder, 'marks');
  mkdirSync(marks);
  const log = join(folder, 'output');
  const output = verbose ? 'inherit' : openSync(log, 'w');
  const found = { report: {}, files: [] };
  try {
    const [command, ...rest] = [
      ...[...before, process.execPath, program, 'run', ...args, '--reporter', reporter],
    ];
    const child = spawn(command, rest, {
      stdio: ['ignore', output, output, 'ipc'],
      env: { ...process.env, MUSTER_TEST_MARKS: marks, ...env },
    });
    child.on('message', (event) => {
      if (event.type === 'report') Object.assign(found, event);
      onEvent(event);
    });
    const code = await ended(child);
    const told = Object.values(found.report).some(({ failed }) => failed.length > 0);
    // A set-up for all of them that fails is in no report.
    if (code !== 0 && !told) {
      const lines = verbose ? [] : readFileSync(log, 'utf8').trim().split('\n').slice(-tail);
      const why = [`Vitest ended with exit code ${code}`, ...lines].join('\n');
      found.report[outside] = outcome({ failed: [{ name: outside, why }] });
      onEvent({ type: 'failed', name: outside, why });
    }
    return { code, report: found.report, files: found.files };
  } finally {
    if (output !== 'inherit') closeSync(output);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Its exit code, once all it sent has come. Ctrl-C reaches the child by itself; this one waits. */
async function ended(child) {
  const pass = (signal) => child.kill(signal);
  const wait = () => {};
  process.on('SIGTERM', pass).on('SIGHUP', pass).on('SIGINT', wait);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      const exited = new Promise((done) => child.once('exit', done));
      const told = new Promise((done) => child.once('disconnect', done));
      Promise.all([exited, told]).then(([code]) => resolve(code ?? 1));
    });
  } finally {
    process.off('SIGTERM', pass).off('SIGHUP', pass).off('SIGINT', wait);
  }
}
