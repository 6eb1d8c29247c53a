import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  activityIdOf,
  addressOf,
  addressOfActivity,
  isInGroup,
  isOfStep,
  isWithin,
  localId,
  parseAddress,
  stepOf,
} from '../../contract/address.js';

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
const step = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
/** A key comes from a pipeline's data: any text, brackets and slashes too. */
const key = fc.option(fc.string(), { nil: undefined });

describe('an address', () => {
  it('is taken apart into what it was made of, whatever its key holds', () => {
    fc.assert(
      fc.property(step, key, (id, own) => {
        const address = addressOf(id, own);
        expect(parseAddress(address)).toEqual({
          step: id,
          ...(own === undefined ? {} : { key: own }),
        });
        expect(stepOf(address)).toBe(id);
        expect(localId(address)).toBe(id.split('/').at(-1));
      }),
    );
  });

  it('is that of one step alone', () => {
    fc.assert(
      fc.property(step, step, key, (id, other, own) => {
        expect(isOfStep(addressOf(id, own), id)).toBe(true);
        expect(isOfStep(addressOf(id, own), other)).toBe(id === other);
      }),
    );
  });

  it('is within its step and each group around it, and in no other of a like name', () => {
    expect(isWithin('lab/net/box[a/b]', 'lab/net/box')).toBe(true);
    expect(isWithin('lab/net/box[a/b]', 'lab/net')).toBe(true);
    expect(isWithin('lab/net/box[a/b]', 'lab')).toBe(true);
    expect(isWithin('lab/net/box[a/b]', 'la')).toBe(false);
    expect(isWithin('box[lab/x]', 'box[lab')).toBe(false);
    expect(isInGroup('lab2/box', 'lab')).toBe(false);
  });

  it('is found again by the id of any of its activities, which differ', () => {
    fc.assert(
      fc.property(step, key, fc.integer({ min: 1, max: 99 }), (id, own, visit) => {
        const address = addressOf(id, own);
        const ids = [
          activityIdOf(address, visit),
          activityIdOf(address, visit + 1, 'undo'),
          activityIdOf(address, visit, 'look'),
        ];
        expect(ids.map(addressOfActivity)).toEqual([address, address, address]);
        expect(new Set(ids).size).toBe(3);
      }),
    );
  });
});

it('is put together in the module of addresses alone', async () => {
  const rooms = 'activities cli client contract language server ui worker workflows'.split(' ');
  const files = await Promise.all(
    rooms.map(async (room) => {
      const names = await readdir(room, { recursive: true });
      return names.filter((name) => /\.tsx?$/.test(name)).map((name) => join(room, name));
    }),
  );
  const others = files.flat().filter((file) => file !== join('contract', 'address.ts'));
  expect(others.length).toBeGreaterThan(400);
  const texts = await Promise.all(others.map((file) => readFile(file, 'utf8')));
  expect(others.filter((_, at) => /\$\{[^{}]*\}\[\$\{/.test(texts[at] ?? ''))).toEqual([]);
});
