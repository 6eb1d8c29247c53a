import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hashOf } from '../../workflows/planner/facts/hash.js';

/** FNV-1a as its authors write it: runs of earlier versions remember hashes that were made so. */
function fnv1a(text: string): string {
  let state = 0x6c62272e07bb014262b821756295c58dn;
  for (const byte of new TextEncoder().encode(text)) {
    state = ((state ^ BigInt(byte)) * 0x0000000001000000000000000000013bn) & ((1n << 128n) - 1n);
  }
  return state.toString(16).padStart(32, '0');
}

it('a hash is FNV-1a of the JSON', () => {
  // As its authors give it.
  expect(fnv1a('foobar')).toBe('343e1662793c64bf6f0d3597ba446f18');
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (some) => {
      const text = `ä€😀${some}`;
      expect(hashOf(text)).toBe(fnv1a(JSON.stringify(text)));
    }),
  );
});
