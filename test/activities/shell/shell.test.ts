import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { shell } from '../../../activities/shell/index.js';
import type { ShellInput } from '../../../activities/shell/schemas.js';
import steps from '../../../activities/shell/shell.run.js';
import { type TestContext, testContext } from '../step-context.js';

let test: TestContext;
beforeEach(async () => {
  test = await testContext();
});
afterEach(() => test.remove());

const check = (input: Partial<ShellInput>) => steps.check?.(test.ctx, { run: 'true', ...input });
const apply = (input: ShellInput) =>
  steps.apply?.(test.ctx, input, { holds: false, why: 'always runs' });

describe('the check of a script', () => {
  it('holds with exit 0, and puts out what it wrote, by the types declared', async () => {
    const found = await check({
      check: `echo port=8080 >> "$MUSTER_OUTPUT"; echo 'urls=["a","b"]' >> "$MUSTER_OUTPUT"`,
      outputs: { port: { type: 'integer' }, urls: { type: 'array' } },
    });
    expect(found).toEqual({ holds: true, outputs: { port: 8080, urls: ['a', 'b'] } });
  });

  it('does not hold with exit 1; the last line says why', async () => {
    const found = await check({
      check: 'echo looking; echo "there is no br-core" >&2; echo; exit 1',
    });
    expect(found).toEqual({ holds: false, why: 'there is no br-core' });
  });

  it.each([
    ['another exit code', 'echo "cannot reach it"; exit 2', 'ended with exit 2'],
    ['a command that is missing', 'no-such-command', 'ended with exit 127'],
    ['a signal', 'kill -9 $$', 'was ended by SIGKILL'],
  ])('cannot look with %s', async (_, script, how) => {
    await expect(check({ check: script })).rejects.toMatchObject({
      code: 'look.failed',
      message: expect.stringContaining(how),
    });
  });

  it('keeps its lines out of the log unless it could not look', async () => {
    await check({ check: 'echo noise' });
    expect(test.lines).toEqual([]);
    await check({ check: 'echo reason; exit 4' })?.catch(() => undefined);
    expect(test.lines).toEqual(['reason']);
  });

  it('is what the outputs come from: run alone would not write them the second time', async () => {
    const input: ShellInput = {
      run: 'echo id=1 >> "$MUSTER_OUTPUT"',
      check: 'true',
      outputs: { id: { type: 'string' } },
    };
    expect(await apply(input)).toBeUndefined();
    await expect(check(input)).rejects.toMatchObject({
      code: 'outputs.invalid',
      message: 'The outputs of check do not fit: id was not written.',
    });
  });
});

describe('running a script', () => {
  it('stops at the first command that fails, in a pipe too', async () => {
    await expect(apply({ run: 'echo before; false | cat; echo after' })).rejects.toMatchObject({
      code: 'program.failed',
      message: 'run of step ended with exit 1: before',
    });
    expect(test.lines).toEqual(['before']);
  });

  it('tells the exit code and the last line', async () => {
    await expect(apply({ run: 'echo "no space" >&2; exit 3' })).rejects.toMatchObject({
      message: 'run of step ended with exit 3: no space',
    });
  });

  it.each([
    ['kill -9 $$', 'was ended by SIGKILL', true],
    ['bash -c "kill -9 \\$\\$"; true', 'ended with exit 137 (SIGKILL ended a program in it)', true],
    ['sleep 60 & kill $!; wait $!', 'ended with exit 143 (SIGTERM ended a program in it)', true],
    ['exit 3', 'ended with exit 3', false],
    ['exit 255', 'ended with exit 255', false],
  ])('tells whether a signal ended it: %s', async (run, how, cutShort) => {
    await expect(apply({ run })).rejects.toMatchObject({
      message: expect.stringContaining(`run of step ${how}`),
      cutShort,
    });
  });

  it('runs in the folder of the pipeline, with an empty input and its mode', async () => {
    await writeFile(join(test.directory, 'here'), '');
    const run = 'ls; cat; echo "$MUSTER_MODE"; basename "$0"';
    await apply({ run });
    expect(test.lines).toEqual(['here', 'up', 'run.sh']);
  });

  it('is named by bash without the folder it lies in, and leaves none', async () => {
    await apply({ run: 'true\nno-such-command' })?.catch(() => undefined);
    expect(test.lines).toEqual(['run.sh: line 2: no-such-command: command not found']);
    expect(await readdir(await test.ctx.attemptDirectory())).toEqual([]);
  });

  it('keeps the script out of the process list', async () => {
    await apply({ run: `tr '\\0' ' ' < /proc/$$/cmdline; : the-text-of-the-script` });
    expect(test.lines.join()).toMatch(/^bash -eo pipefail /);
    expect(test.lines.join()).not.toContain('the-text-of-the-script');
  });

  it('has only the environment it was given', async () => {
    await apply({ run: 'env | cut -d= -f1 | sort' });
    const ofBash = ['PWD', 'SHLVL', '_', 'OLDPWD'];
    expect(test.lines.filter((name) => !ofBash.includes(name))).toEqual([
      'HOME',
      'LANG',
      'MUSTER_MODE',
      'MUSTER_OUTPUT',
      'PATH',
    ]);
  });

  it('puts out what it wrote where there is no check', async () => {
    const run = `printf 'text<<END\\na=1\\nb\\nEND\\nok=true\\n' > "$MUSTER_OUTPUT"`;
    const outputs: ShellInput['outputs'] = { text: { type: 'string' }, ok: { type: 'boolean' } };
    expect(await apply({ run, outputs })).toEqual({ text: 'a=1\nb', ok: true });
  });
});

describe('undoing', () => {
  it('runs its script, if there is one', async () => {
    expect(await steps.undo?.(test.ctx, { run: 'true' })).toBe(false);
    expect(await steps.undo?.(test.ctx, { run: 'true', undo: 'touch undone' })).toBe(true);
    expect(await readFile(join(test.directory, 'undone'), 'utf8')).toBe('');
    await expect(steps.undo?.(test.ctx, { run: 'true', undo: 'exit 9' })).rejects.toMatchObject({
      code: 'program.failed',
    });
  });
});

it('a script has a check, or an undo, only if it is written', () => {
  expect(shell.checked({ run: 'true' })).toBe(false);
  expect(shell.checked({ run: 'true', check: 'true' })).toBe(true);
  expect(shell.undoable({ run: 'true' })).toBe(false);
});

describe('the file $MUSTER_OUTPUT', () => {
  const outputs: ShellInput['outputs'] = { a: { type: 'string' } };

  it.each([
    ['removed', 'rm "$MUSTER_OUTPUT"', 'The script removed the file'],
    ['replaced by a pipe', 'rm "$MUSTER_OUTPUT"; mkfifo "$MUSTER_OUTPUT"', 'made a pipe of'],
    ['replaced by a folder', 'rm "$MUSTER_OUTPUT"; mkdir "$MUSTER_OUTPUT"', 'made a folder of'],
    ['a link to a device', 'ln -sf /dev/zero "$MUSTER_OUTPUT"', 'made a device of'],
    ['a link to nothing', 'ln -sf nowhere "$MUSTER_OUTPUT"', 'removed the file'],
    [
      'no text',
      `printf 'a=1\\nb=\\377\\n' > "$MUSTER_OUTPUT"`,
      'Line 2 of $MUSTER_OUTPUT is not UTF-8',
    ],
  ])('%s is told of as that, and hangs nothing', async (_, run, words) => {
    await expect(apply({ run, outputs })).rejects.toMatchObject({
      code: 'outputs.invalid',
      message: expect.stringContaining(words),
    });
    await expect(check({ check: run, outputs })).rejects.toMatchObject({ code: 'outputs.invalid' });
    // Where nothing is put out, nobody minds.
    expect(await apply({ run })).toEqual({});
  });

  it('may be another file by the end, and begin with a mark of UTF-8', async () => {
    const run = `printf '\\357\\273\\277a=1\\r\\n' > new; mv new "$MUSTER_OUTPUT"`;
    expect(await apply({ run, outputs })).toEqual({ a: '1' });
  });

  it('is not asked for of a script that failed', async () => {
    const run = 'rm "$MUSTER_OUTPUT"; exit 3';
    await expect(apply({ run, outputs })).rejects.toMatchObject({ code: 'program.failed' });
  });
});
