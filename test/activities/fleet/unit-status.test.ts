import { describe, expect, it } from 'vitest';
import { judgeStarted } from '../../../activities/fleet/judge-started.js';
import { parseUnitFiles, parseUnits } from '../../../activities/fleet/tables.js';
import { unitStatus } from '../../../activities/fleet/unit-status.js';

const m1 = '247cea0ec4c1487c9597c8dc8c8830a0/172.17.8.102';
const m2 = '4e35d26ee0e541e7b689c42db0788187/172.17.8.101';
const files = parseUnitFiles(
  [
    'code.it@.service\thash\tinactive\tinactive\t-',
    `code.it@1.service\thash\tlaunched\tlaunched\t${m1}`,
    'code.it@4.service\thash\tlaunched\tinactive\t-',
    `fails.service\thash\tlaunched\tlaunched\t${m2}`,
    `ends.service\thash\tlaunched\tlaunched\t${m2}`,
    `early.service\thash\tlaunched\tinactive\t${m2}`,
    `stopping.service\thash\tloaded\tloaded\t${m2}`,
    `moved.service\thash\tlaunched\tlaunched\t${m1}`,
    'all.service\thash\tlaunched\t-\tglobal',
  ].join('\n'),
);
const states = parseUnits(
  [
    `code.it@1.service\t${m1}\tloaded\tactive\trunning\thash`,
    `fails.service\t${m2}\tloaded\tfailed\tfailed\thash`,
    `ends.service\t${m2}\tloaded\tinactive\tdead\thash`,
    `stopping.service\t${m2}\tloaded\tdeactivating\tstop\thash`,
    `moved.service\t${m2}\tloaded\tfailed\tfailed\thash`,
    `all.service\t${m1}\tloaded\tactive\trunning\thash`,
    `all.service\t${m2}\tloaded\tfailed\tfailed\thash`,
  ].join('\n'),
);

describe('what both tables say of a unit', () => {
  it.each([
    ['code.it@1.service', 'started', 'active (running) on 172.17.8.102'],
    ['code.it@2.service', 'stopped', 'not started'],
    ['nope.service', 'unknown', 'not submitted'],
    ['code.it@.service', 'stopped', 'not started'],
    ['code.it@4.service', 'unplaced', 'not scheduled'],
    ['fails.service', 'failed', 'failed (failed) on 172.17.8.101'],
    ['ends.service', 'ended', 'inactive (dead) on 172.17.8.101'],
    ['early.service', 'underway', 'being started'],
    ['stopping.service', 'underway', 'deactivating (stop) on 172.17.8.101'],
    ['moved.service', 'underway', 'being started'],
    ['all.service', 'failed', 'failed (failed) on 172.17.8.101'],
  ])('%s: %s, %s', (name, stage, says) => {
    expect(unitStatus(name, files, states)).toMatchObject({ stage, says });
  });
});

it('is started when every unit is, and says where', () => {
  const one = unitStatus('code.it@1.service', files, states);
  expect(judgeStarted([one])).toMatchObject({
    holds: true,
    outputs: {
      units: [
        {
          name: 'code.it@1.service',
          machine: '247cea0ec4c1487c9597c8dc8c8830a0',
          ip: '172.17.8.102',
        },
      ],
    },
  });
  const fails = unitStatus('fails.service', files, states);
  expect(judgeStarted([one, fails])).toMatchObject({
    holds: false,
    why: 'fails.service is failed (failed) on 172.17.8.101',
    parts: { 'code.it@1.service': 'active (running) on 172.17.8.102' },
  });
});
