import { describe, it } from 'vitest';
import { etcdWorld } from './etcd-world.js';
import { fewKills } from './few-kills.js';

describe('the cluster of processes killed five times while it comes up', () => {
  it('is always the cluster of an undisturbed run', () => fewKills([etcdWorld], 5, 140), 600_000);
});
