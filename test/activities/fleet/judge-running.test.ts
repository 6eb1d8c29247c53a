import { expect, it } from 'vitest';
import { judgeRunning, restarted } from '../../../activities/fleet/judge-running.js';
import { parseShow } from '../../../activities/fleet/systemd.js';
import { parseUnits } from '../../../activities/fleet/tables.js';

const row = (n: number, machine: number, state = 'loaded\tactive\trunning') =>
  `code.it.${n}.service\tid${machine}/172.17.8.10${machine}\t${state}\thash`;
const names = [1, 2, 3].map((n) => `code.it.${n}.service`);
const states = (...rows: string[]) => parseUnits(rows.join('\n'));
const three = states(row(1, 3), row(2, 1), row(3, 2));

it('holds when all run, each on a machine of its own, and gives their addresses in order', () => {
  expect(judgeRunning(names, three, true)).toMatchObject({
    holds: true,
    outputs: { addresses: ['172.17.8.101', '172.17.8.102', '172.17.8.103'] },
  });
});

it('names units that share a machine, if each should have its own', () => {
  const together = states(row(1, 3), row(2, 1), row(3, 3));
  expect(judgeRunning(names, together, false)).toMatchObject({ holds: true });
  expect(judgeRunning(names, together, true)).toMatchObject({
    holds: false,
    why: expect.stringContaining('code.it.1.service and code.it.3.service share 172.17.8.103'),
  });
});

it.each([
  ['loaded\tfailed\tfailed', 'failed (failed)'],
  ['loaded\tactivating\tauto-restart', 'activating (auto-restart)'],
  ['loaded\tactive\texited', 'active (exited)'],
  ['not-found\tinactive\tdead', 'not-found, inactive (dead)'],
])('does not take %j for running', (state, says) => {
  expect(judgeRunning(names, states(row(1, 3), row(2, 1, state), row(3, 2)), true)).toMatchObject({
    holds: false,
    why: `code.it.2.service is ${says} on 172.17.8.101`,
    parts: { 'code.it.2.service': `${says} on 172.17.8.101` },
  });
});

it('says why a unit is nowhere', () => {
  const absent = { 'code.it.3.service': 'not scheduled' };
  expect(judgeRunning(names, states(row(1, 3), row(2, 1)), true, absent)).toMatchObject({
    holds: false,
    why: 'code.it.3.service is not scheduled',
  });
});

it('takes a socket that listens for active', () => {
  const socket = states('app.socket\tid/172.17.8.101\tloaded\tactive\tlistening\thash');
  expect(judgeRunning(['app.socket'], socket, false)).toMatchObject({ holds: true });
});

const seen = (id: string, active = 'active') =>
  new Map(names.map((name, i) => [`${name} id${[3, 1, 2][i]}`, { active, sub: 'running', id }]));

it('sees a restart between two looks, and a word of systemd against that of fleet', () => {
  expect(restarted(three, seen('a'), undefined)).toBeUndefined();
  expect(restarted(three, seen('a'), seen('a'))).toBeUndefined();
  expect(restarted(three, seen('b'), seen('a'))).toContain(
    'code.it.1.service was started again between two looks',
  );
  expect(restarted(three, seen('a', 'activating'), undefined)).toContain(
    'fleet says code.it.1.service runs, but systemd says activating',
  );
});

it('sees that a unit moved between two looks, and is silent on machines that cannot be asked', () => {
  const before = new Map([
    ['code.it.1.service id1', { active: 'active', sub: 'running', id: 'a' }],
  ]);
  expect(restarted(three, seen('a'), before)).toContain('code.it.1.service moved to 172.17.8.103');
  expect(restarted(three, new Map(), seen('a'))).toBeUndefined();
});

it('reads systemctl show of several units, whatever the order of the properties', () => {
  const output =
    'MainPID=17\nId=a.service\nActiveState=active\nSubState=running\nInvocationID=abc\n\nId=b.service\nActiveState=inactive\nSubState=dead\nInvocationID=\nMainPID=0\n';
  expect(parseShow(output)).toEqual([
    ['a.service', { active: 'active', sub: 'running', id: 'abc/17' }],
    ['b.service', { active: 'inactive', sub: 'dead', id: '/0' }],
  ]);
  expect(parseShow('')).toEqual([]);
});
