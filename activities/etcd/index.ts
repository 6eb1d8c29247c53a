import type { JsonObject } from '../../contract/plan.js';
import { defineStep } from '../contract/define-step.js';
import { healthOutputs, healthWith, keyOutputs, keyWith } from './schemas.js';

/** Every member answers and the cluster has a leader: two of three are degraded, not healthy. */
const etcdHealth = defineStep({
  type: 'etcd.health',
  summary: 'Wait until every member of etcd is there and healthy',
  with: healthWith,
  outputs: healthOutputs,
  verify: { within: 120_000, every: 1000, passes: 2 },
  run: () => import('./health.run.js'),
});

/** A key with a value, or keys that somebody else is to write. */
export const etcdKey = defineStep({
  type: 'etcd.key',
  summary: 'Write a key of etcd, or wait for keys',
  with: keyWith,
  outputs: keyOutputs,
  undoable: (raw: JsonObject) => raw.value !== undefined,
  run: () => import('./key.run.js'),
});

export const etcdSteps = [etcdHealth, etcdKey];
