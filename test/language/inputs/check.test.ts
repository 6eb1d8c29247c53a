import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../contract/plan.js';
import { checkInput } from '../../../language/inputs/check.js';
import { type Format, formatWords } from '../../../language/inputs/formats.js';
import { inputSchema } from '../../../language/inputs/input-schema.js';
import { isTame, matchesTame } from '../../../language/inputs/tame-pattern.js';
import { matches } from '../../../language/patterns.js';
import type { InputDefinition } from '../../../language/schema/input.js';

const kinds = ['string', 'integer', 'number', 'boolean', 'array', 'object'] as const;
const count = fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined });
const formats = Object.keys(formatWords) as Format[];

/** Texts of every format, and texts that nearly are. */
const nearly = fc
  .constantFrom(
    ...[
      'http://172.17.8.1:8087',
      'a@b.org',
      'core-01.example',
      '172.17.8.101',
      'fe80::1',
      '10.0.0.0/8',
    ],
    ...[
      '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
      '2024-02-29',
      '2026-11-23T17:00:00Z',
      '::1',
      'a..b',
    ],
    ...['2023-02-29', '2026-11-23T17:00:00+01:00', '256.1.1.1', '10.0.0.0/33', '-a', ' http://a '],
  )
  .chain((text) =>
    fc.oneof(
      fc.constant(text),
      fc.tuple(fc.nat(text.length), fc.string({ maxLength: 2 })).map(([at, more]) => {
        return text.slice(0, at) + more + text.slice(at + 1);
      }),
    ),
  );

const value: fc.Arbitrary<Json> = fc.oneof(
  nearly,
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>,
  fc.array(fc.oneof(fc.integer(), fc.string({ maxLength: 3 }), fc.boolean()), { maxLength: 5 }),
  fc.integer({ min: -3, max: 12 }),
);

/** Definitions as `validate` lets them through: words that say something of their type. */
const definition: fc.Arbitrary<InputDefinition> = fc
  .record({ type: fc.constantFrom(...kinds), low: count, high: count, pick: fc.nat(20) })
  .map(({ type, low, high, pick }): InputDefinition => {
    const all: { [word: string]: unknown } = { type };
    if (pick === 0) return { type: 'string', enum: ['a', 'b', 'true'] };
    if (type === 'string') Object.assign(all, { 'min-length': low, 'max-length': high });
    if (type === 'string' && pick < 12) all.format = formats[pick % formats.length];
    if (type === 'string' && pick > 15) all.pattern = '^[a-z]+$';
    if (type === 'integer' || type === 'number')
      Object.assign(all, { minimum: low, maximum: high });
    if (type === 'array') Object.assign(all, { 'min-items': low, 'max-items': high });
    if (type === 'array' && pick > 4) all.items = { type: kinds[pick % kinds.length] };
    return Object.fromEntries(
      Object.entries(all).filter(([, one]) => one !== undefined),
    ) as InputDefinition;
  });

describe('the check of an input', () => {
  it('takes what its JSON Schema takes, and nothing else', () => {
    fc.assert(
      fc.property(definition, value, (of, given) => {
        const { success } = inputSchema(of).safeParse(given);
        expect(checkInput(of, given, matches).length === 0).toBe(success);
      }),
      { numRuns: 3000 },
    );
  });

  it('is the same with patterns as a run tries them', () => {
    fc.assert(
      fc.property(definition, value, (of, given) => {
        expect(checkInput(of, given, matchesTame)).toEqual(checkInput(of, given, matches));
      }),
    );
  });
});

describe('a pattern that a run tries', () => {
  it.each([
    '^[a-z]+$',
    '^([0-9]{1,3}\\.){2}[0-9]{1,3}$',
    '^v\\d+\\.\\d+\\.\\d+(-[a-z]+)?$',
    '^(core|lab)-\\d+$',
    '^[(*+]\\)\\*$',
  ])('%s is tame', (pattern) => {
    expect(isTame(pattern)).toBe(true);
    expect(matchesTame(pattern, 'v1.2.3')).toBe(new RegExp(pattern).test('v1.2.3'));
  });

  it.each(['^(a+)+$', '^(a|a)*$', '^((a?){9}){9}$', '(?:a*)*', '^(?:(?:a+)b?)+$'])(
    '%s is not, and is never tried',
    (pattern) => {
      expect(isTame(pattern)).toBe(false);
      expect(matchesTame(pattern, `${'a'.repeat(60)}!`)).toBeUndefined();
    },
  );

  it('is not tried on a text that would take too long', () => {
    expect(matchesTame('a.*b.*c$', 'a'.repeat(100_000))).toBeUndefined();
  });
});
