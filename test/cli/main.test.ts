import { describe, expect, test } from 'vitest';
import { entries } from '../../cli/entries.js';
import { main } from '../../cli/main.js';
import { exitCodeMeanings, exitCodeOfRun, exitCodes } from '../../cli/terminal/exit-codes.js';
import { testIo } from './io-for-tests.js';

describe('the command line', () => {
  test('help names every command and every exit code', async () => {
    const io = testIo();
    expect(await main(['--help'], io)).toBe(exitCodes.ok);
    const help = io.out();
    for (const { name: command } of entries) {
      expect(help).toMatch(new RegExp(`^ {2}${command} `, 'm'));
    }
    for (const meaning of Object.values(exitCodeMeanings)) {
      expect(help.replace(/\s+/g, ' ')).toContain(meaning);
    }
  });

  test('a command that is not known is wrong usage, and the near one is named', async () => {
    const io = testIo();
    expect(await main(['vaildate'], io)).toBe(exitCodes.usage);
    expect(io.err()).toMatch(/unknown command 'vaildate'\n {2}Did you mean validate\?/i);
    expect(io.out()).toBe('');
  });

  test('an option that is not known is wrong usage, and the near one is named', async () => {
    const io = testIo();
    expect(await main(['doctor', '--jsn'], io)).toBe(exitCodes.usage);
    expect(io.err()).toMatch(/unknown option '--jsn'\n {2}Did you mean --json\?/i);
  });

  test('a missing argument is wrong usage', async () => {
    const io = testIo();
    expect(await main(['skip', 'coreos', '--step', 'a'], io)).toBe(exitCodes.usage);
    expect(io.err()).toContain('--reason');
  });

  test('no command is wrong usage, with the help', async () => {
    const io = testIo();
    expect(await main([], io)).toBe(exitCodes.usage);
    expect(io.out()).toContain('Write a pipeline:');
  });

  test('with --json an error is one document on standard output', async () => {
    const io = testIo();
    expect(await main(['resume', 'a b', '--json'], io)).toBe(exitCodes.usage);
    expect(io.err()).toBe('');
    expect(JSON.parse(io.out())).toMatchObject({
      error: { code: 'usage', exitCode: 2, message: '"a b" cannot be the name of a run' },
    });
  });

  test('the version is that of the package', async () => {
    const io = testIo();
    expect(await main(['--version'], io)).toBe(exitCodes.ok);
    expect(io.out()).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test.each(entries)('$name explains itself in 80 columns, with an example', async ({ name }) => {
    const io = testIo();
    expect(await main([name, '--help'], io)).toBe(exitCodes.ok);
    const help = io.out();
    expect(help).toMatch(new RegExp(`^Usage: muster ${name} `));
    expect(help).toMatch(new RegExp(`Examples?:\n[^]*muster ${name}`));
    expect(help.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('down without anybody to ask needs --yes', async () => {
    const io = testIo();
    expect(await main(['down', 'coreos'], io)).toBe(exitCodes.usage);
    expect(io.err()).toContain('--yes');
  });
});

test('a run that waits for a person ends a command with 4, one that failed with 1', () => {
  expect(exitCodeOfRun).toEqual({
    running: 0,
    succeeded: 0,
    held: 4,
    paused: 4,
    'waiting-approval': 4,
    failed: 1,
    aborted: 1,
  });
});
