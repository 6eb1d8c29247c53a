import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  endpointsOf,
  judgeHealth,
  type MemberHealth,
} from '../../../activities/etcd/health.run.js';
import { membersOfV2, membersOfV3 } from '../../../activities/etcd/members.js';
import { healthWith } from '../../../activities/etcd/schemas.js';

// Recorded from etcd 3.4.23.
const v2Members =
  '{"members":[{"id":"f1b681288b808cae","name":"core-02","peerURLs":["http://172.17.8.102:2380"],"clientURLs":["http://172.17.8.102:2379"]},{"id":"f59ec27cdc62bca4","name":"core-01","peerURLs":["http://172.17.8.101:2380"],"clientURLs":["http://172.17.8.101:2379"]},{"id":"fc08788124e1c8fb","name":"core-03","peerURLs":["http://172.17.8.103:2380"],"clientURLs":["http://172.17.8.103:2379"]}]}';
const v2Self =
  '{"name":"core-02","id":"f1b681288b808cae","state":"StateFollower","startTime":"2026-11-23T18:03:03Z","leaderInfo":{"leader":"f59ec27cdc62bca4","uptime":"9m35s","startTime":"2026-11-23T18:03:03Z"}}';
const answer = (text: string, status = 200) => ({ status, text, json: JSON.parse(text) });

const three = membersOfV2('http://172.17.8.102:2379', answer(v2Members), answer(v2Self));
const healthy = three.members.map((member): MemberHealth => ({ ...member, says: 'healthy' }));

it('holds when every member is healthy and one leads, in the order of their names', () => {
  const check = judgeHealth(healthy, three.leader, 3);
  expect(check).toMatchObject({
    holds: true,
    outputs: { leader: 'core-01' },
    parts: { 'core-01': 'healthy', 'core-02': 'healthy', 'core-03': 'healthy' },
  });
  expect(check.holds && check.outputs.members.map((member) => member.name)).toEqual([
    'core-01',
    'core-02',
    'core-03',
  ]);
});

it('does not hold while two of three are healthy, although the cluster works', () => {
  const says = 'does not answer at http://172.17.8.103:2379 (connect EHOSTUNREACH)';
  const degraded = healthy.map((member) =>
    member.name === 'core-03' ? { ...member, says } : member,
  );
  expect(judgeHealth(degraded, three.leader, 3)).toMatchObject({
    holds: false,
    why: `core-03 ${says}`,
    parts: { 'core-03': says, 'core-01': 'healthy' },
  });
});

it('does not hold without a leader, nor with another number of members', () => {
  expect(judgeHealth(healthy, '', 3)).toMatchObject({ holds: false, why: 'no member leads' });
  expect(judgeHealth(healthy.slice(0, 2), three.leader, 3)).toMatchObject({
    holds: false,
    why: 'etcd has 2 of 3 members',
  });
});

it('names a member that has not started by its id', () => {
  const unnamed = { id: 'abc', name: '', clientURLs: [], says: 'has not started' };
  expect(judgeHealth([...healthy, unnamed], three.leader, 4)).toMatchObject({
    holds: false,
    why: 'abc has not started',
  });
});

it('gives the ids of API v3, which are decimal, as etcdctl shows them', () => {
  const id = fc.bigInt({ min: 1n, max: 2n ** 64n - 1n });
  fc.assert(
    fc.property(id, (value) => {
      const member = { ID: value.toString(), name: 'core-01', clientURLs: [] };
      const { members, leader } = membersOfV3([member], value.toString());
      expect(BigInt(`0x${leader}`)).toBe(value);
      expect(members[0]?.id).toBe(leader);
    }),
  );
  expect(membersOfV3([], '0').leader).toBe('');
});

it('reports a server that is no etcd as a failed look, not as missing members', () => {
  const page = { status: 200, text: '<html>', json: undefined };
  expect(() => membersOfV2('http://127.0.0.1:80', page, page)).toThrow(
    /no etcd|asked for its members/,
  );
});

it('takes machines with a port, or endpoints, and not both', () => {
  const parse = (raw: object) => healthWith.parse(raw);
  expect(endpointsOf(parse({ machines: ['172.17.8.101', '::1'] }))).toEqual([
    'http://172.17.8.101:2379',
    'http://[::1]:2379',
  ]);
  expect(endpointsOf(parse({ endpoints: 'http://a:1' }))).toEqual(['http://a:1']);
  expect(() => parse({ machines: ['a'], endpoints: 'http://a:1' })).toThrow(/either/);
  expect(() => parse({})).toThrow(/either/);
});
