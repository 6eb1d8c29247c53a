import { describe, it } from 'vitest';
import { fewKills } from './few-kills.js';
import { shellWorlds } from './shell-worlds.js';

describe('shell pipelines killed twice', () => {
  it('lose nothing and do nothing unsafe twice', () => fewKills(shellWorlds, 2, 1));
});
