import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeCrashLog } from '../../../cli/command/crash-log.js';
import { CommandError, reportOf } from '../../../cli/command/errors.js';
import { exitCodes } from '../../../cli/terminal/exit-codes.js';
import { styleFor } from '../../../cli/terminal/style.js';
import { EngineError } from '../../../client/engine.js';
import { ClientError } from '../../../client/requests.js';
import { testIo } from '../io-for-tests.js';

test.each([
  [new EngineError('No server', 'Install it'), exitCodes.engine],
  [new ClientError('run.busy', 'It is open', 'Resume it'), exitCodes.refused],
  [new ClientError('run.refused', 'Nothing is held', 'See status'), exitCodes.refused],
  [new ClientError('run.unknown', 'No such run', 'See runs'), exitCodes.usage],
  [new ClientError('engine.unreachable', 'No answer', 'Start it'), exitCodes.engine],
  [new CommandError(exitCodes.invalid, 'inputs.invalid', 'No', 'Try'), exitCodes.invalid],
])('%s keeps its message, says what to do and has its exit code', (error, exitCode) => {
  expect(reportOf(error)).toMatchObject({ message: error.message, next: error.next, exitCode });
});

test('any other error is unexpected, and kept with its stack where the person is told', () => {
  const error = new TypeError('x is not a function');
  expect(reportOf(error)).toBeUndefined();
  const home = mkdtempSync(join(tmpdir(), 'muster-crash-'));
  try {
    const told = writeCrashLog(error, testIo({ env: { MUSTER_HOME: home } }));
    const file = join(home, 'logs', 'command.log');
    expect(told).toContain(file);
    expect(readFileSync(file, 'utf8')).toContain('errors.test.ts');
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});

test.each([
  [{}, true, true],
  [{ NO_COLOR: '1' }, true, false],
  [{ NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
  [{ TERM: 'dumb' }, true, false],
  [{}, false, false],
  [{ FORCE_COLOR: '1' }, false, true],
  [{ FORCE_COLOR: '0' }, true, false],
])('with %j, on a terminal: %s, colours are %s', (env, isTTY, colored) => {
  const stream = Object.assign(testIo().stderr, { isTTY });
  expect(styleFor(stream, env).colors.isColorSupported).toBe(colored);
  expect(styleFor(stream, env, false).colors.isColorSupported).toBe(false);
});
