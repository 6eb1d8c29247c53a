import { describe, expect, it } from 'vitest';
import { look, repair } from './look.js';
import { byHand, testLab } from './test-lab.js';

/**
 * For each step: break what it really made, by hand. Then `plan` names that step and what truly
 * follows from it, `verify` exits 5, and `up` repairs only that.
 */
interface Break {
  what: string;
  /** A shell line, run in the pipeline's folder. */
  byHand: string;
  /** The steps that no longer hold, whatever else follows. */
  toDo: string[];
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
  { what: 'edit config.rb', byHand: `echo '# edited' >> ${coreos}/config.rb`, toDo: ['config'] },
  {
    what: 'destroy a unit',
    byHand: fleetctl('destroy code.it.2.service'),
    toDo: ['submit'],
    mayFollow: app,
    changes: ['submit', 'start'],
  },
  {
    what: 'stop a unit',
    byHand: fleetctl('stop code.it.1.service'),
    toDo: ['start'],
    mayFollow: ['running', 'answers'],
    changes: ['start'],
  },
  {
    what: 'stop core-02',
    byHand: 'lxc-stop -k -n test-02',
    toDo: ['machines'],
    mayFollow: cluster,
  },
  {
    what: 'delete the bridge',
    byHand: `ip link delete ${bridge}`,
    toDo: ['lab/bridge'],
    mayFollow: ['lab/discovery', 'machines', ...cluster],
  },
  {
    what: 'kill the discovery service',
    byHand: `kill -9 $(cat ${labState}/discovery.pid | head -1 | cut -d' ' -f1)`,
    toDo: ['lab/discovery'],
  },
  {
    what: 'remove the box',
    byHand: `rm -r ~/.vagrant.d/boxes/${box}`,
    toDo: ['lab/box'],
  },
];

describe('what is broken by hand', () => {
  it.each(breaks)('is named and mended: $what', async (broken) => {
    await byHand(broken.byHand);

    const planned = await look('plan');
    const said = [...planned.toDo, ...planned.follows, ...planned.unknown];
    expect(planned.toDo).toEqual(expect.arrayContaining(broken.toDo));
    expect(said.filter((id) => !mayBeSaid(broken).includes(id))).toEqual([]);
    expect((await look('verify')).exitCode).toBe(5);

    const changed = await repair();
    expect(changed).toEqual(expect.arrayContaining(broken.changes ?? broken.toDo));
    expect(changed.filter((id) => !mayBeSaid(broken).includes(id))).toEqual([]);
  });

  it('leaves nothing to do', async () => {
    expect(await look('plan')).toMatchObject({ exitCode: 0, toDo: [], follows: [], unknown: [] });
  });
});

function mayBeSaid(broken: Break): string[] {
  return [...broken.toDo, ...(broken.mayFollow ?? [])];
}
