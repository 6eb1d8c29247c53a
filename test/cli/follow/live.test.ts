import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { liveProgress } from '../../../cli/follow/live.js';
import type { Output } from '../../../cli/terminal/io.js';
import { bootingRun, doneRun, plainStyle, start } from '../fixtures.js';

beforeEach(() => void vi.useFakeTimers({ now: start }));
afterEach(() => void vi.useRealTimers());

function screen() {
  const stream: Output = Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 24 });
  const writes: string[] = [];
  stream.write = ((text: string) => writes.push(text) > 0) as Output['write'];
  const progress = liveProgress({
    stream,
    style: () => plainStyle,
    now: () => Date.now(),
    footer: 'Ctrl-C leaves',
  });
  return { stream, writes, progress };
}

test('however often something happens, the screen is drawn at most ten times a second', () => {
  const { writes, progress } = screen();
  for (let line = 0; line < 1000; line++) {
    progress.show(bootingRun);
    progress.tail?.('machines', `line ${line}`);
    vi.advanceTimersByTime(1);
  }
  expect(writes.length).toBeGreaterThan(5);
  expect(writes.length).toBeLessThanOrEqual(11);
  progress.end(false);
});

test('while nothing happens the elapsed time goes on', () => {
  const { writes, progress } = screen();
  progress.show(bootingRun);
  vi.advanceTimersByTime(5050);
  expect(stripVTControlCharacters(writes.at(-1) ?? '')).toContain('5.0s');
  progress.end(false);
});

test('at the end the last state stays, once, without the footer', () => {
  const { writes, progress } = screen();
  progress.show(bootingRun);
  vi.advanceTimersByTime(100);
  progress.show(doneRun);
  progress.end(true);
  const last = writes.at(-1) ?? '';
  expect(last).toContain('succeeded');
  expect(last).not.toContain('Ctrl-C');
  vi.advanceTimersByTime(5000);
  expect(writes.at(-1)).toBe(last);
});

test('a narrower terminal is cleared: nobody knows where the wrapped lines are', () => {
  const { stream, writes, progress } = screen();
  progress.show(bootingRun);
  vi.advanceTimersByTime(100);
  stream.columns = 60;
  (stream as PassThrough).emit('resize');
  expect(writes.some((text) => text.includes('\u001b[H\u001b[J'))).toBe(true);
  progress.end(false);
});
