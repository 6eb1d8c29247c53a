import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideToken, type TokenFacts } from '../../../activities/discovery/decide-token.js';

const token = 'http://172.17.8.1:8087/a1b5e3f22a26740f6a1a9e010ce456d5';
const fresh = { known: true as const, size: 3, members: [], started: false };
const used = { ...fresh, members: ['core-01', 'core-02'] };
const facts = (more: Partial<TokenFacts>): TokenFacts => ({
  size: 3,
  machines: [],
  userData: { token, fromTemplate: true },
  registry: fresh,
  ...more,
});
const without = (key: 'userData' | 'registry', more: Partial<TokenFacts> = {}): TokenFacts => {
  const { [key]: _, ...rest } = facts(more);
  return rest;
};
const machines = ['core-01', 'core-02'];

describe('while a machine exists', () => {
  it.each<[string, TokenFacts, string]>([
    ['keeps a used token', facts({ machines, registry: used }), 'keep'],
    ['keeps it while the registry is down', facts({ machines, registry: 'unknown' }), 'keep'],
    ['keeps it when the registry lost it', facts({ machines, registry: { known: false } }), 'keep'],
    [
      'keeps it when its template has changed',
      facts({ machines, userData: { token, fromTemplate: false } }),
      'keep',
    ],
    ['holds when there is no user-data', without('userData', { machines }), 'hold'],
    [
      'holds when the user-data holds no token',
      facts({ machines, userData: { fromTemplate: false } }),
      'hold',
    ],
    ['holds when another size is asked for', facts({ machines, registry: used, size: 5 }), 'hold'],
  ])('%s', (_, given, expected) => expect(decideToken(given).do).toBe(expected));

  it('says that a changed template does not reach the machines', () => {
    const decision = decideToken(facts({ machines, userData: { token, fromTemplate: false } }));
    expect(decision).toMatchObject({ note: expect.stringContaining('until `down` and `up`') });
  });
});

describe('while no machine exists', () => {
  it.each<[string, TokenFacts, string]>([
    ['keeps a fresh token of the same size', facts({}), 'keep'],
    ['takes one where there is no user-data', without('userData'), 'create'],
    [
      'takes one where the user-data holds none',
      facts({ userData: { fromTemplate: true } }),
      'create',
    ],
    ['takes a new one for a used one', facts({ registry: used }), 'create'],
    [
      'takes a new one for one that an etcd 0.4 cluster used',
      facts({ registry: { ...fresh, started: true } }),
      'create',
    ],
    [
      'takes a new one for one the registry does not know',
      facts({ registry: { known: false } }),
      'create',
    ],
    ['takes a new one of another size', facts({ size: 5 }), 'create'],
    [
      'takes a new one for one without a size',
      facts({ registry: { known: true, members: [], started: false } }),
      'create',
    ],
    [
      'writes the file again when its template has changed',
      facts({ userData: { token, fromTemplate: false } }),
      'rewrite',
    ],
    ['decides nothing while the registry is down', facts({ registry: 'unknown' }), 'unknown'],
    ['decides nothing where the registry was not asked', without('registry'), 'unknown'],
  ])('%s', (_, given, expected) => expect(decideToken(given).do).toBe(expected));
});

describe('whatever the facts', () => {
  const known = fc.record(
    {
      known: fc.constant(true as const),
      size: fc.integer({ min: 1, max: 5 }),
      members: fc.array(fc.constantFrom('core-01', 'core-02')),
      started: fc.boolean(),
    },
    { requiredKeys: ['known', 'members', 'started'] },
  );
  const anything: fc.Arbitrary<TokenFacts> = fc.record(
    {
      size: fc.integer({ min: 1, max: 5 }),
      machines: fc.array(fc.constantFrom('core-01', 'core-02')),
      userData: fc.record(
        { token: fc.constant(token), fromTemplate: fc.boolean() },
        { requiredKeys: ['fromTemplate'] },
      ),
      registry: fc.oneof(
        known,
        fc.constant({ known: false as const }),
        fc.constant('unknown' as const),
      ),
    },
    { requiredKeys: ['size', 'machines'] },
  );

  it('never changes the token under a living machine', () => {
    fc.assert(
      fc.property(anything, (given) => {
        fc.pre(given.machines.length > 0);
        expect(['keep', 'hold']).toContain(decideToken(given).do);
      }),
    );
  });

  it('never keeps a token with which no new cluster can form', () => {
    fc.assert(
      fc.property(anything, (given) => {
        fc.pre(given.machines.length === 0);
        const decision = decideToken(given);
        if (decision.do !== 'keep' && decision.do !== 'rewrite') return;
        expect(given.registry).toMatchObject({
          known: true,
          members: [],
          started: false,
          size: given.size,
        });
      }),
    );
  });

  it('never replaces a token on the word of a registry that did not answer', () => {
    fc.assert(
      fc.property(anything, (given) => {
        const decision = decideToken({ ...given, registry: 'unknown' });
        if (given.userData?.token !== undefined) expect(decision.do).not.toBe('create');
      }),
    );
  });
});
