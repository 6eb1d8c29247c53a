import { beforeAll, describe, expect, it } from 'vitest';
import { clusterIs, takeCluster } from './cluster.js';
import { type Looked, look, repair } from './look.js';
import { byHand, testLab } from './test-lab.js';

beforeAll(() => takeCluster('up'));

/**
 * For each step: break what it really made, by hand. Then `plan` names that step and what truly
 * follows from it, `verify` exits 5, and `up` repairs only that. What does not follow from one
 * another is broken, looked at and repaired together.
 */
interface Break {
  what: string;
  round: number;
  /** A shell line, run in the pipeline's folder. */
  byHand: string;
  /** The steps that no longer hold, whatever else follows. */
  toDo: string[];
  /** What a look says of the first of them. */
  why?: string;
  /** Steps that may be said not to hold as well, because they stand on those. */
  mayFollow?: string[];
  /** What `up` changes; default: `toDo`. */
  changes?: string[];
}

const { bridge, coreos, labState, box } = testLab;
const app = ['start', 'running', 'answers'];
const cluster = ['etcd', 'members', 'submit', ...app];
const fleetctl = (words: string) => `vagrant ssh test-01 -- -q fleetctl ${words}`;

const breaks: Break[] = [
  {
    what: 'edit config.rb',
    round: 1,
    byHand: `echo '# edited' >> ${coreos}/config.rb`,
    toDo: ['config'],
  },
  {
    what: 'destroy a unit',
    round: 1,
    byHand: fleetctl('destroy code.it.2.service'),
    toDo: ['submit'],
    why: 'code.it.2.service',
    mayFollow: app,
    changes: ['submit', 'start'],
  },
  {
    what: 'stop a unit',
    round: 1,
    byHand: fleetctl('stop code.it.1.service'),
    toDo: ['start'],
    why: 'code.it.1.service',
    mayFollow: ['running', 'answers'],
    changes: ['start'],
  },
  {
    what: 'stop core-02',
    round: 2,
    byHand: 'lxc-stop -k -n test-02',
    toDo: ['machines'],
    mayFollow: cluster,
  },
  {
    what: 'delete the bridge',
    round: 3,
    byHand: `ip link delete ${bridge}`,
    toDo: ['lab/bridge'],
    mayFollow: ['lab/discovery', 'machines', ...cluster],
  },
  {
    what: 'kill the discovery service',
    round: 1,
    byHand: `kill -9 $(cat ${labState}/discovery.pid | head -1 | cut -d' ' -f1)`,
    toDo: ['lab/discovery'],
  },
  {
    what: 'remove the box',
    round: 1,
    byHand: `rm -r ~/.vagrant.d/boxes/${box}`,
    toDo: ['lab/box'],
  },
];

interface Round {
  planned: Looked;
  verified: Looked;
  /** What the repair changed. */
  changed: string[];
  /** All that may be said of what was broken in this round. */
  mayBeSaid: string[];
}

const rounds = new Map<number, Promise<Round>>();

/** Break what belongs to a round, look both ways, and repair it: once for all its tests. */
function played(round: number): Promise<Round> {
  const known = rounds.get(round);
  if (known) return known;
  const playing = play(breaks.filter((each) => each.round === round));
  rounds.set(round, playing);
  return playing;
}

async function play(broken: Break[]): Promise<Round> {
  for (const each of broken) await byHand(each.byHand);
  const [planned, verified] = await Promise.all([look('plan'), look('verify')]);
  const mayBeSaid = broken.flatMap(({ toDo, mayFollow = [] }) => [...toDo, ...mayFollow]);
  return { planned, verified, changed: await repair(), mayBeSaid };
}

describe('what is broken by hand', () => {
  it.each(breaks)('is named and mended: $what', async (broken) => {
    const { planned, verified, changed, mayBeSaid } = await played(broken.round);
    const said = [...planned.toDo, ...planned.follows, ...planned.unknown];
    expect(planned.toDo).toEqual(expect.arrayContaining(broken.toDo));
    expect(said.filter((id) => !mayBeSaid.includes(id))).toEqual([]);
    const [first] = planned.steps.filter(({ id }) => id === broken.toDo[0]);
    expect(first?.why ?? '').toContain(broken.why ?? '');
    expect(verified.exitCode).toBe(5);
    expect(verified.toDo).toEqual(expect.arrayContaining(broken.toDo));

    expect(changed).toEqual(expect.arrayContaining(broken.changes ?? broken.toDo));
    expect(changed.filter((id) => !mayBeSaid.includes(id))).toEqual([]);
  });

  it('leaves nothing to do', async () => {
    // fleet, where it was cut off from etcd, ends and starts itself within a minute or so, and puts
    // the units back by itself (test/activities/fleet/settle.test.ts).
    const nothing = { exitCode: 0, toDo: [], follows: [], unknown: [] };
    const left = async () => {
      const { steps: _steps, ...found } = await look('plan');
      return found;
    };
    await expect.poll(left).toEqual(nothing);
    await clusterIs('up');
  });
});
