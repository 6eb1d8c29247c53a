import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeCrashLog } from '../../../cli/command/crash-log.js';
import { CommandError, reportOf } from '../../../cli/command/errors.js';
import { errorLines } from '../../../cli/render/error.js';
import { exitCodes } from '../../../cli/terminal/exit-codes.js';
import { styleFor } from '../../../cli/terminal/style.js';
import { EngineError } from '../../../client/engine.js';
import { ClientError } from '../../../client/refusal.js';
import { refusals } from '../../client/refusals.js';
import { plainStyle } from '../fixtures.js';
import { testIo } from '../io-for-tests.js';

test.each([
  [new EngineError('No server', 'Install it'), exitCodes.engine],
  [new CommandError(exitCodes.invalid, 'inputs.invalid', 'No', 'Try'), exitCodes.invalid],
])('%s keeps its message, says what to do and has its exit code', (error, exitCode) => {
  const told = { message: error.message, next: error.next, exitCode };
  expect(reportOf(error, testIo())).toMatchObject(told);
});

test.each(refusals)('the refusal $code is told with what to do next, in commands', (refusal) => {
  const report = reportOf(new ClientError(refusal), testIo({ command: 'npx muster' }));
  expect(report?.exitCode).toBeGreaterThan(0);
  expect(report?.text ?? report?.next).toMatch(/\w/);
  expect(report?.next ?? '').not.toMatch(/(?<!npx )\bmuster \w/);
});

test('any other error is unexpected, and kept with its stack where the person is told', () => {
  const error = new TypeError('x is not a function');
  expect(reportOf(error, testIo())).toBeUndefined();
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

test('a command that is told is in one piece, however wide the screen is', () => {
  const lacks = { step: 'page[news]', outputs: ['file', 'size'] };
  const refused = { code: 'run.refused', name: 'web', verb: 'skip', why: 'no', lacks } as const;
  const command = 'node a/folder/whose/name/is/long/dist/muster.js';
  const report = reportOf(new ClientError(refused), testIo({ command }));
  const lines = report ? errorLines(report, plainStyle, command) : [];
  expect(lines).toContain(
    `    ${command} skip web --step 'page[news]' --reason WHY --output file=VALUE --output size=VALUE`,
  );
});

test('of a corrected pipeline that does not fit nobody is told that a verb does not', () => {
  const refused = { code: 'run.refused', name: 'web', verb: 'revise', why: 'a was done' } as const;
  expect(new ClientError(refused).message).toBe('the corrected pipeline does not fit: a was done.');
});
