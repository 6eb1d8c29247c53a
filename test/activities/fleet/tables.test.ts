import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  parseMachines,
  parseUnitFiles,
  parseUnits,
  TableError,
} from '../../../activities/fleet/tables.js';

it('reads list-machines', () => {
  const output =
    '247cea0ec4c1487c9597c8dc8c8830a0\t172.17.8.102\t-\n4e35d26ee0e541e7b689c42db0788187\t172.17.8.101\tdisk=ssd,zone=a=b\n';
  expect(parseMachines(output)).toEqual([
    { id: '247cea0ec4c1487c9597c8dc8c8830a0', ip: '172.17.8.102', metadata: {} },
    {
      id: '4e35d26ee0e541e7b689c42db0788187',
      ip: '172.17.8.101',
      metadata: { disk: 'ssd', zone: 'a=b' },
    },
  ]);
});

it('reads list-unit-files: scheduled, waiting for a place, and global', () => {
  const output = [
    'code.it@.service\t5d908d25294f13d2cc6b77c70df4995452db0036\tinactive\tinactive\t-',
    'code.it@1.service\t5d908d25294f13d2cc6b77c70df4995452db0036\tlaunched\tlaunched\t247cea0ec4c1487c9597c8dc8c8830a0/172.17.8.102',
    'code.it@4.service\t5d908d25294f13d2cc6b77c70df4995452db0036\tlaunched\tinactive\t-',
    'all.service\t\t702124a16929b2e2c0c2b267aba0885a5d53182c\tlaunched\t-\tglobal',
  ].join('\n');
  const [template, one, four, all] = parseUnitFiles(output);
  expect(template).toEqual({
    name: 'code.it@.service',
    hash: '5d908d25294f13d2cc6b77c70df4995452db0036',
    desired: 'inactive',
    state: 'inactive',
    global: false,
  });
  expect(one?.target).toEqual({ id: '247cea0ec4c1487c9597c8dc8c8830a0', ip: '172.17.8.102' });
  expect(four).toMatchObject({ desired: 'launched', state: 'inactive' });
  expect(four?.target).toBeUndefined();
  expect(all).toMatchObject({ global: true, state: '' });
});

it('reads list-units, also of a machine that fleet has lost', () => {
  const output =
    'hello.service\t\t247cea0ec4c1487c9597c8dc8c8830a0/172.17.8.102\tloaded\tactive\trunning\t702124a16929b2e2c0c2b267aba0885a5d53182c\n' +
    'gone.service\tee6bc259e8ca456a8dec7babb05468c6\tloaded\tactive\trunning\t-\n';
  expect(parseUnits(output)).toEqual([
    {
      name: 'hello.service',
      machine: { id: '247cea0ec4c1487c9597c8dc8c8830a0', ip: '172.17.8.102' },
      load: 'loaded',
      active: 'active',
      sub: 'running',
      hash: '702124a16929b2e2c0c2b267aba0885a5d53182c',
    },
    {
      name: 'gone.service',
      machine: { id: 'ee6bc259e8ca456a8dec7babb05468c6', ip: '' },
      load: 'loaded',
      active: 'active',
      sub: 'running',
      hash: '',
    },
  ]);
});

it('reads an empty table as no rows', () => {
  expect(parseUnits('')).toEqual([]);
});

it('refuses the usage text, which fleetctl prints with exit code 0', () => {
  expect(() => parseMachines('NAME:\n\tlist-machines - Enumerate the current hosts\n')).toThrow(
    TableError,
  );
});

it('reads whatever number of tabs fleetctl puts between columns to line them up', () => {
  const cell = fc.stringMatching(/^[a-z0-9./-]{1,20}$/).filter((text) => text !== '-');
  const tabs = fc.stringMatching(/^\t{1,4}$/);
  const row = fc.tuple(cell, cell, cell, cell, cell, cell, tabs);
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      const output = rows.map(([a, b, c, d, e, f, tab]) => `${[a, b, c, d, e, f].join(tab)}\n`);
      const read = parseUnits(output.join(''));
      expect(read.map(({ name, load, hash }) => [name, load, hash])).toEqual(
        rows.map(([a, , c, , , f]) => [a, c, f]),
      );
    }),
  );
});
