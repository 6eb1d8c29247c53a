import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { StepError } from '../contract/step-error.js';
import { readProcess } from './proc.js';

/**
 * Exclusive locks that the kernel releases when their holder dies, however it dies. Node has no
 * flock(2) of its own and users have no compilers, so a child, flock(1) of util-linux, becomes a
 * `cat` that holds the lock until its standard input ends: with the holder, even by SIGKILL.
 */
export interface HeldLock {
  /** Aborted if the lock is lost while held: somebody ended the child. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

export interface LockOptions {
  /** How long to wait for another holder, in ms. Default: not at all. */
  wait?: number;
  /** Ends the waiting; its reason is thrown. */
  signal?: AbortSignal;
}

/** EX_TEMPFAIL of sysexits.h: a number flock(1) does not use itself. */
const conflict = 75;

/**
 * The file that stands for a path: a folder itself, or a file named `*.lock`; else `.NAME.lock`
 * beside it, since a file that is replaced in one step takes its locks with it. It stays: removing
 * it would race.
 */
export function lockFileOf(path: string): string {
  const absolute = resolve(path);
  if (absolute.endsWith('.lock')) return absolute;
  return statSync(absolute, { throwIfNoEntry: false })?.isDirectory()
    ? absolute
    : join(dirname(absolute), `.${basename(absolute)}.lock`);
}

/**
 * Lock a file or folder against every other process, and every other call in this one.
 *
 * @throws StepError `lock.busy` (names the holder), `file.unwritable`, `program.missing`
 */
export async function acquireLock(path: string, options: LockOptions = {}): Promise<HeldLock> {
  options.signal?.throwIfAborted();
  const file = lockFileOf(path);
  const wait = options.wait ? ['--timeout', String(options.wait / 1000)] : ['--nonblock'];
  const child = spawn(
    'flock',
    ['--exclusive', '--no-fork', '--conflict-exit-code', String(conflict), ...wait, file, 'cat'],
    // Its own group: a Ctrl-C at the terminal must not take the lock away.
    { detached: true, stdio: ['pipe', 'pipe', 'pipe'], cwd: '/' },
  );
  const ended = endOf(child);
  const giveUp = () => child.kill('SIGKILL');
  options.signal?.addEventListener('abort', giveUp, { once: true });
  // `cat` echoes this once it runs, which is when the lock is held.
  child.stdin.on('error', () => {});
  child.stdin.write('held\n');
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  const end = await Promise.race([once(child.stdout, 'data').then(() => undefined), ended]);
  options.signal?.removeEventListener('abort', giveUp);
  options.signal?.throwIfAborted();
  if (end) throw lockError(path, file, end, complaint);
  return hold(child, ended);
}

/** Run `fn` while the lock on `path` is held. Errors as {@link acquireLock}, and those of `fn`. */
export async function withLock<T>(
  path: string,
  options: LockOptions,
  fn: () => Promise<T>,
): Promise<T> {
  const lock = await acquireLock(path, options);
  try {
    return await fn();
  } finally {
    await lock.release();
  }
}

interface End {
  code: number | null;
  error?: NodeJS.ErrnoException;
}

function endOf(child: ChildProcess): Promise<End> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: null, error }));
    child.once('close', (code) => resolve({ code }));
  });
}

function hold(child: ChildProcess, ended: Promise<End>): HeldLock {
  const lost = new AbortController();
  let released = false;
  void ended.then(() => {
    if (!released) lost.abort(new Error('The process that holds the lock was ended.'));
  });
  // The lock alone does not keep this process alive.
  child.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr]) {
    (stream as unknown as { unref?: () => void } | null)?.unref?.();
  }
  return {
    lost: lost.signal,
    release: async () => {
      released = true;
      child.ref();
      child.stdin?.end();
      await ended;
    },
  };
}

function lockError(path: string, file: string, end: End, complaint: string): StepError {
  if (end.error) {
    return new StepError('program.missing', {
      message: `The program flock, which locks ${path}, cannot be run: ${end.error.code ?? end.error.message}.`,
      next: 'Install util-linux (apt-get install util-linux).',
    });
  }
  if (end.code === conflict) {
    const holder = lockHolder(file);
    return new StepError('lock.busy', {
      message: `${path} is in use by ${holder ?? 'another process'}.`,
      next: 'Wait until it is done, or end it.',
    });
  }
  return new StepError('file.unwritable', {
    message: `${path} cannot be locked: ${complaint.trim() || `flock ended with ${end.code}`}.`,
    next: `Make ${dirname(file)} a folder that this user may write.`,
  });
}

/** Who holds it, as far as /proc/locks tells: `process 4711 (node)`. */
function lockHolder(file: string): string | undefined {
  try {
    const inode = `:${statSync(file).ino} `;
    const entry = readFileSync('/proc/locks', 'utf8')
      .split('\n')
      .find((line) => line.includes(' FLOCK ') && line.includes(inode) && !line.includes('->'));
    const child = readProcess(Number(entry?.trim().split(/\s+/)[4]));
    const holder = child && readProcess(child.parent);
    return holder && `process ${holder.pid} (${holder.name})`;
  } catch {
    return undefined;
  }
}
