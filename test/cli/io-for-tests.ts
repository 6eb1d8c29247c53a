import { PassThrough } from 'node:stream';
import type { Io } from '../../cli/terminal/io.js';
import { start } from './fixtures.js';

/** A world without a terminal, with what was written to it. */
export interface TestIo extends Io {
  out(): string;
  err(): string;
  /** As Ctrl-C would. */
  interrupt(): void;
}

export function testIo(more: Partial<Io> = {}): TestIo {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const callbacks = new Set<() => void>();
  return {
    stdin: new PassThrough(),
    stdout,
    stderr,
    // A state directory that cannot be made: no test leaves anything behind.
    env: { PATH: process.env.PATH, HOME: process.env.HOME, MUSTER_HOME: '/dev/null/muster' },
    cwd: process.cwd(),
    now: () => start,
    command: 'muster',
    onInterrupt(callback) {
      callbacks.add(callback);
      return () => callbacks.delete(callback);
    },
    out: () => String(stdout.read() ?? ''),
    err: () => String(stderr.read() ?? ''),
    interrupt: () => {
      for (const callback of callbacks) callback();
    },
    ...more,
  };
}
