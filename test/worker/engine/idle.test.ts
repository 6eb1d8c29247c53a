import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { idleSeconds, watchIdle } from '../../../worker/engine/idle.js';
import { Leases } from '../../../worker/engine/leases.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function watched(needs: () => Promise<string | undefined> = async () => undefined) {
  const leases = new Leases();
  const leave = vi.fn();
  const stop = watchIdle({ leases, needs, seconds: 60, leave });
  return { leases, leave, stop };
}

describe('an idle daemon', () => {
  it('leaves when no client came within the time', async () => {
    const { leave } = watched();
    await vi.advanceTimersByTimeAsync(59_000);
    expect(leave).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(leave).toHaveBeenCalledOnce();
  });

  it('counts from the moment the last client let go', async () => {
    const { leases, leave } = watched();
    const [first, second] = [leases.take(), leases.take()];
    await vi.advanceTimersByTimeAsync(300_000);
    first();
    first();
    await vi.advanceTimersByTimeAsync(300_000);
    expect(leave).not.toHaveBeenCalled();
    second();
    await vi.advanceTimersByTimeAsync(59_000);
    expect(leave).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(leave).toHaveBeenCalledOnce();
  });

  it('stays as long as something needs it, or as nobody can tell', async () => {
    const needs = vi
      .fn<() => Promise<string | undefined>>()
      .mockResolvedValueOnce('a step runs')
      .mockRejectedValueOnce(new Error('Temporal does not answer'))
      .mockResolvedValue(undefined);
    const { leave } = watched(needs);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(leave).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(leave).toHaveBeenCalledOnce();
  });

  it('stays for a client that comes while it looks', async () => {
    const leases = new Leases();
    const leave = vi.fn();
    const needs = async () => {
      leases.take();
      return undefined;
    };
    watchIdle({ leases, needs, seconds: 60, leave });
    await vi.advanceTimersByTimeAsync(600_000);
    expect(leave).not.toHaveBeenCalled();
  });
});

it('waits as long as MUSTER_IDLE_SECONDS says; 0 is for ever', async () => {
  expect(idleSeconds({})).toBe(60);
  expect(idleSeconds({ MUSTER_IDLE_SECONDS: '5' })).toBe(5);
  expect(idleSeconds({ MUSTER_IDLE_SECONDS: 'soon' })).toBe(60);
  const leave = vi.fn();
  watchIdle({ leases: new Leases(), needs: async () => undefined, seconds: 0, leave });
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(leave).not.toHaveBeenCalled();
});
