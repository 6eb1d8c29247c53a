import { expect, it } from 'vitest';
import { daemonEnvironment } from '../../../worker/engine/spawn-daemon.js';

it('gives a daemon what it needs of its starter’s environment, and nothing else', () => {
  const needed = {
    PATH: '/bin',
    HOME: '/root',
    LANG: 'C.UTF-8',
    LC_ALL: 'C',
    TZ: 'UTC',
    MUSTER_HOME: '/srv/muster',
    TEMPORAL_ADDRESS: 'temporal:7233',
    PIP_INDEX_URL: 'http://pip',
    https_proxy: 'http://proxy',
    NO_PROXY: 'localhost',
    XDG_CACHE_HOME: '/cache',
  };
  const left = {
    MUSTER_SECRET_TOKEN: 'hush',
    AWS_SECRET_ACCESS_KEY: 'hush',
    DEPLOY_ENV: 'production',
    npm_lifecycle_event: 'start',
    SSH_AUTH_SOCK: '/run/agent',
    PATHS: 'x',
  };
  expect(daemonEnvironment({ ...needed, ...left })).toEqual(needed);
});
