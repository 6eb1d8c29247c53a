import { expect, test } from 'vitest';
import { lookAtComputer, nodeVersion } from '../../cli/doctor/computer.js';
import { lookAtPrograms } from '../../cli/doctor/programs.js';
import { doctorLines } from '../../cli/render/doctor.js';
import { plainStyle } from './fixtures.js';

test.each([
  ['20.19.0', true],
  ['22.0.0', true],
  ['20.18.9', false],
  ['18.20.0', false],
])('Node %s can run Muster: %s', (version, ok) => {
  expect(nodeVersion(version).ok).toBe(ok);
});

test('a program that is not there is missing, with what follows from it', async () => {
  const found = await lookAtPrograms({ PATH: '/nowhere' });
  expect(found.map(({ ok }) => ok)).toEqual(found.map(() => false));
  expect(found.every(({ follows }) => follows !== undefined)).toBe(true);
});

test('a program that is named but is not there is a fault of Muster itself', async () => {
  const found = await lookAtComputer({ HOME: '/', MUSTER_TEMPORAL: '/nowhere/temporal' });
  expect(found.find(({ name }) => name === "Temporal's server")).toMatchObject({
    ok: false,
    need: 'muster',
  });
});

test('findings stand by what they are for', () => {
  const lines = doctorLines(
    [
      { name: 'Node', need: 'muster', ok: true, found: '20.20.2' },
      { name: 'root', need: 'lab', ok: false, found: 'no', follows: 'run it as root' },
    ],
    plainStyle,
  );
  expect(lines.join('\n')).toContain('✔ Node  20.20.2');
  expect(lines.join('\n')).toContain('✖ root  no\n          run it as root');
});
