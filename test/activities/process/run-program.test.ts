import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { groupMembers, readProcess } from '../../../activities/process/proc.js';
import { type ProgramOptions, runProgram } from '../../../activities/process/run-program.js';
import { tempFolder, waitFor } from '../temp-folder.js';
import { runTypeScript } from '../typescript-process.js';

let folder: Awaited<ReturnType<typeof tempFolder>>;
beforeEach(async () => {
  folder = await tempFolder();
});
afterEach(() => folder.remove());

const env = { PATH: process.env.PATH ?? '' };

function bash(script: string, options: Partial<ProgramOptions> = {}) {
  return runProgram('bash', ['-c', script], { cwd: folder.path, env, grace: 300, ...options });
}

async function pidIn(file: string): Promise<number> {
  return waitFor(async () => Number(await readFile(`${folder.path}/${file}`, 'utf8')) || undefined);
}

describe('a program that ends by itself', () => {
  it('gives its exit code and both outputs', async () => {
    const result = await bash('echo out; echo err >&2; exit 3');
    expect(result).toEqual({
      exitCode: 3,
      signal: undefined,
      stdout: 'out\n',
      stderr: 'err\n',
      timedOut: false,
    });
  });

  it('sees its input and no other environment than the one given', async () => {
    process.env.MUSTER_TEST_LEAK = 'leak';
    const result = await bash('cat; env', { input: 'hello\n', env: { ...env, ONE: '1' } });
    delete process.env.MUSTER_TEST_LEAK;
    expect(result.stdout).toMatch(/^hello\n/);
    expect(result.stdout).toContain('ONE=1');
    expect(result.stdout).not.toContain('MUSTER_TEST_LEAK');
  });

  it('may leave its input unread', async () => {
    const result = await bash('exit 0', { input: 'x'.repeat(1_000_000) });
    expect(result.exitCode).toBe(0);
  });

  it('gives every one of 100,000 lines in order', async () => {
    const seen: string[] = [];
    await bash('seq 100000', { onLine: (line) => seen.push(line) });
    expect(seen).toHaveLength(100_000);
    expect(seen.every((line, index) => line === String(index + 1))).toBe(true);
  });

  it('keeps the last 4 MiB of a long output', async () => {
    const { stdout } = await bash('head -c 6000000 /dev/zero | tr "\\0" x; echo end');
    expect(Buffer.byteLength(stdout)).toBe(4 * 1024 * 1024);
    expect(stdout.endsWith('xend\n')).toBe(true);
  });

  it('leaves no zombie', async () => {
    let pid = 0;
    await bash('true', { onStart: (leader) => (pid = leader.pid) });
    expect(readProcess(pid)).toBeUndefined();
  });
});

describe('a program that leaves a daemon behind', () => {
  it('ends although the daemon holds its output, and the daemon lives', async () => {
    const result = await bash('sleep 60 & echo $! > daemon; echo started');
    const daemon = await pidIn('daemon');
    expect(result.stdout).toBe('started\n');
    expect(readProcess(daemon)?.name).toBe('sleep');
    process.kill(daemon, 'SIGKILL');
  });
});

describe('a program that cannot be started', () => {
  it('says which program is missing and where it was looked for', async () => {
    const attempt = runProgram('no-such-program', [], { cwd: folder.path, env });
    await expect(attempt).rejects.toMatchObject({
      code: 'program.missing',
      message: 'The program no-such-program is not installed.',
      next: expect.stringContaining(env.PATH),
    });
  });

  it.each([
    ['a variable', [], { DATA: 'x'.repeat(140_000) }, 'the variable DATA takes 140005 bytes'],
    ['an argument', ['y'.repeat(150_000)], {}, 'argument 1 takes 150000 bytes'],
  ])('names what is too long for Linux: %s', async (_, args, more, said) => {
    const attempt = runProgram('true', args, { cwd: folder.path, env: { ...env, ...more } });
    await expect(attempt).rejects.toMatchObject({
      code: 'inputs.too-large',
      message: expect.stringContaining(said),
    });
  });

  it('tells a missing folder from a missing program', async () => {
    const attempt = runProgram('true', [], { cwd: `${folder.path}/gone`, env });
    await expect(attempt).rejects.toMatchObject({ code: 'file.missing' });
  });
});

describe('ending a program', () => {
  const stubborn = `trap '' TERM INT
    (trap '' TERM INT; echo $BASHPID > grandchild; while :; do sleep 0.05; done) &
    echo ready; while :; do sleep 0.05; done`;

  it('ends the grandchildren too, even if all of them ignore TERM', async () => {
    const controller = new AbortController();
    let pgid = 0;
    const running = bash(stubborn, {
      signal: controller.signal,
      onStart: (leader) => (pgid = leader.pid),
    });
    const grandchild = await pidIn('grandchild');
    controller.abort(new Error('cancelled'));
    await expect(running).rejects.toThrow('cancelled');
    expect(groupMembers(pgid)).toEqual([]);
    expect(readProcess(grandchild)?.state ?? 'gone').toMatch(/Z|gone/);
  });

  it('waits for a program that cleans up after INT', async () => {
    const controller = new AbortController();
    const running = bash(
      `trap 'echo cleaned > result; exit 0' INT; echo > ready; while :; do sleep 0.02; done`,
      {
        signal: controller.signal,
        endSignal: 'SIGINT',
        grace: 10_000,
      },
    );
    await waitFor(() => readFile(`${folder.path}/ready`));
    controller.abort(new Error('cancelled'));
    await expect(running).rejects.toThrow('cancelled');
    expect(await readFile(`${folder.path}/result`, 'utf8')).toBe('cleaned\n');
  });

  it('ends it after its time', async () => {
    const result = await bash('sleep 60', { timeout: 50 });
    expect(result).toMatchObject({ timedOut: true, signal: 'SIGTERM', exitCode: undefined });
  });

  it('ends it when the reader of its lines fails', async () => {
    const running = bash('echo a; sleep 60', {
      onLine: () => {
        throw new Error('cannot read this');
      },
    });
    await expect(running).rejects.toThrow('cannot read this');
  });

  it('does not start it after an abort', async () => {
    const signal = AbortSignal.abort(new Error('too late'));
    await expect(bash('touch started', { signal })).rejects.toThrow('too late');
    await expect(readFile(`${folder.path}/started`)).rejects.toThrow();
  });
});

describe('a worker that exits', () => {
  it('takes the groups it started with it', async () => {
    const worker = await runTypeScript(`
      import { runProgram } from './activities/process/run-program.js';
      void runProgram('bash', ['-c', 'sleep 60 & echo $! > sleeper; wait'], {
        cwd: ${JSON.stringify(folder.path)},
        env: process.env,
      });
      process.stdin.once('data', () => process.exit(0));
    `);
    const sleeper = await pidIn('sleeper');
    // Bash writes the number before its child has become `sleep`.
    await waitFor(() => readProcess(sleeper)?.name === 'sleep' || undefined);
    worker.child.stdin?.write('exit');
    await waitFor(() => (readProcess(sleeper)?.state ?? 'Z') === 'Z' || undefined);
    await worker.remove();
  });
});
