import { expect, it } from 'vitest';
import { judgeMachines } from '../../../activities/fleet/machines.run.js';

const machine = (ip: string, id = `id-${ip}`) => ({ id, ip, metadata: {} });
const three = ['172.17.8.101', '172.17.8.102', '172.17.8.103'].map((ip) => machine(ip));

it('holds with exactly the machines that are expected', () => {
  expect(judgeMachines(three, 3)).toMatchObject({ holds: true, outputs: { machines: three } });
});

it('tells too few, and that two with one machine-id look like one', () => {
  expect(judgeMachines(three.slice(1), 3)).toMatchObject({
    holds: false,
    why: expect.stringMatching(/2 of 3 machines .*machine-id/),
    parts: { '172.17.8.102': 'listed' },
  });
  expect(judgeMachines([], 3)).toMatchObject({ holds: false });
});

it('tells too many, as when a dead one is still listed', () => {
  expect(judgeMachines([...three, machine('172.17.8.104')], 3)).toMatchObject({ holds: false });
});

it.each([
  ['127.0.0.1', 'an address of the machine itself'],
  ['', 'listed without an address'],
])('does not take a machine at %j for reachable', (ip, says) => {
  expect(judgeMachines([...three.slice(1), machine(ip, 'odd')], 3)).toMatchObject({
    holds: false,
    why: expect.stringContaining(says),
  });
});

it('tells two machines at one address', () => {
  const twin = machine('172.17.8.101', 'rebuilt');
  expect(judgeMachines([...three.slice(0, 2), twin], 3)).toMatchObject({
    holds: false,
    why: expect.stringContaining('172.17.8.101 is listed 2 times'),
  });
});
