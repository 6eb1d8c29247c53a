import { expect, it } from 'vitest';
import { placementObstacles } from '../../../activities/fleet/placement.js';
import { codeIt, unit } from './units.js';

const machines = [1, 2, 3].map((n) => ({
  id: `machine${n}`,
  ip: `172.17.8.10${n}`,
  metadata: n === 1 ? { disk: 'ssd' } : ({} as Record<string, string>),
}));
const placed = [
  { ...codeIt(1), machine: 'machine1' },
  { ...codeIt(2, 'code.it.2.service'), machine: 'machine2' },
  { ...codeIt(3), machine: 'machine3' },
];

it('names on each machine the unit that excludes a fourth one, and by which glob', () => {
  expect(placementObstacles(codeIt(4), machines, placed)).toEqual([
    '172.17.8.101: runs code.it.1.service, which its X-Conflicts=code.it.*.service excludes',
    '172.17.8.102: runs code.it.2.service, which its X-Conflicts=code.it.*.service excludes',
    '172.17.8.103: runs code.it.3.service, which its X-Conflicts=code.it.*.service excludes',
  ]);
});

it('finds room beside a unit whose glob names only itself', () => {
  expect(placementObstacles(codeIt(4, 'code.it.4.service'), machines, placed)).toEqual([]);
});

it('sees conflicts that only the other unit declares', () => {
  const [only] = machines;
  expect(placementObstacles(unit('code.it.9.service'), only ? [only] : [], placed)).toEqual([
    '172.17.8.101: runs code.it.1.service, whose X-Conflicts=code.it.*.service excludes it',
  ]);
});

it('does not count the unit itself, nor its own old place', () => {
  expect(placementObstacles(codeIt(1), machines.slice(0, 1), placed.slice(0, 1))).toEqual([]);
});

it('knows metadata, machine ids and peers', () => {
  const nowhere = (fleet: string) => placementObstacles(unit('a.service', fleet), machines, placed);
  expect(nowhere('MachineMetadata=disk=hdd')).toHaveLength(3);
  expect(nowhere('MachineMetadata="disk=hdd" "disk=ssd"')).toEqual([]);
  expect(nowhere('MachineID=machine2')).toEqual([]);
  expect(nowhere('MachineID=other')[0]).toContain('is not the machine other');
  expect(nowhere('MachineOf=b.service')[0]).toContain('does not run b.service');
  expect(nowhere('X-ConditionMachineOf=code.it.2.service')).toEqual([]);
});
