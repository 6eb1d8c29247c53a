import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { Home } from '../../../../worker/engine/home.js';

/** Heartbeats are sent this often or rarer, and missed after 30 s: `workflows/activity-options.ts`. */
const surelyInTime = 20_000;

/**
 * A daemon that was killed at a time has left so many attempts, and the next one told Temporal of
 * each instead of waiting for the heartbeat's time-out. Where the next one itself took longer to
 * start than that, on a busy computer, Temporal may have been faster.
 */
export function expectRecovered(home: Home, killedAt: number, count: number): void {
  const log = readFileSync(home.logs.worker, 'utf8');
  const recovered = [...log.matchAll(/^(\S+) \S+ Recovered a lost attempt (\{.*\})$/gm)].map(
    ([, at = '', record = '']) => ({ after: Date.parse(at) - killedAt, ...JSON.parse(record) }),
  );
  expect(recovered).toHaveLength(count);
  const late = recovered.filter(({ told }) => told !== 'failed');
  for (const { after } of late) expect(after).toBeGreaterThan(surelyInTime);
}
