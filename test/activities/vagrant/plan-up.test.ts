import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holds, type MachineLook, partOf } from '../../../activities/vagrant/look.js';
import { needOf, planUp } from '../../../activities/vagrant/plan-up.js';

const note = { began: 1, creates: false, booted: false };
const machine = (state: string, more: Partial<MachineLook> = {}): MachineLook => ({
  name: 'core-01',
  provider: 'lxc',
  state,
  answers: state === 'running',
  provisioned: state === 'running',
  hasFile: false,
  ...more,
});

describe('what a machine needs', () => {
  it.each<[string, MachineLook, string | undefined]>([
    ['runs and answers', machine('running'), undefined],
    ['does not exist', machine('not_created'), 'create'],
    [
      'does not exist, and an up was cut short',
      machine('not_created', { unfinished: note }),
      'create',
    ],
    ['was stopped', machine('stopped'), 'start'],
    ['was switched off (VirtualBox)', machine('poweroff'), 'start'],
    ['was aborted', machine('aborted'), 'start'],
    ['was suspended', machine('saved'), 'start'],
    [
      'stopped before it was provisioned',
      machine('stopped', { unfinished: note }),
      'start-provision',
    ],
    ['runs without its user-data', machine('running', { provisioned: false }), 'provision'],
    [
      'was cut short while provisioning',
      machine('running', { unfinished: { ...note, booted: true } }),
      'provision',
    ],
    ['was cut short while booting', machine('running', { unfinished: note }), 'restart'],
    [
      'was made, and came as far as its provisioners unseen',
      machine('running', { unfinished: { ...note, creates: true }, hasFile: true }),
      'provision',
    ],
    [
      'was cut short while booting, and has the file of an earlier time',
      machine('running', { unfinished: note, hasFile: true }),
      'restart',
    ],
    ['runs without network', machine('running', { answers: false, provisioned: false }), 'silent'],
    ['is stopping', machine('stopping'), 'wait'],
    ['is frozen', machine('frozen'), 'stuck'],
    ['is inaccessible', machine('inaccessible'), 'stuck'],
    ['is in guru meditation', machine('gurumeditation'), 'stuck'],
    ['is in a state that nobody knows', machine('transmogrified'), 'stuck'],
  ])('one that %s', (_, look, need) => expect(needOf(look)).toBe(need));

  it('is nothing exactly where the check holds', () => {
    const looks = fc.record({
      name: fc.constant('core-01'),
      provider: fc.constant('lxc'),
      state: fc.constantFrom('running', 'stopped', 'not_created', 'stuck', 'unheard-of'),
      answers: fc.boolean(),
      provisioned: fc.boolean(),
      hasFile: fc.boolean(),
    });
    fc.assert(
      fc.property(looks, fc.option(fc.boolean()), (look, booted) => {
        const seen = booted === null ? look : { ...look, unfinished: { ...note, booted } };
        expect(needOf(seen) === undefined).toBe(holds(seen));
      }),
    );
  });
});

it('leaves machines alone that are as they shall be', () => {
  const plan = planUp([machine('running'), machine('stopped', { name: 'core-02' })]);
  expect(Object.values(plan).flat()).toEqual(['core-02']);
});

it('says the state of a machine in a few words', () => {
  expect(partOf(machine('not_created'))).toBe('not created');
  expect(partOf(machine('running', { answers: false }))).toBe('running, but ssh does not answer');
  expect(partOf(machine('running', { provisioned: false }))).toBe('running, but not provisioned');
});
