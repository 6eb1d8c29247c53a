import { chown, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Payload } from '@temporalio/common';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SignatureError, SigningCodec, signingKey } from '../../client/codec.js';

const key = Buffer.alloc(32, 7);
const codec = new SigningCodec(key);
const worker = new SigningCodec(key, { refused: 'mark' });
const run = { type: 'workflow', workflowId: 'coreos' } as const;

const bytes = () => fc.uint8Array({ maxLength: 64 });
const payloads = fc.record({
  metadata: fc.dictionary(fc.string({ minLength: 1, maxLength: 12 }), bytes(), { maxKeys: 3 }),
  data: bytes(),
});

const json = (value: unknown): Payload => ({
  metadata: { encoding: Buffer.from('json/plain') },
  data: Buffer.from(JSON.stringify(value)),
});

async function sign(payload: Payload, context?: typeof run): Promise<Payload> {
  const [signed] = await codec.encode([payload], context);
  if (!signed) throw new Error('one payload in, none out');
  return signed;
}

/** The fields of a payload with one bit of one of them turned over. */
function flipBit({ metadata, data }: Payload, index: number): Payload {
  const copy = {
    metadata: Object.fromEntries(
      Object.entries(metadata ?? {}).map(([name, value]) => [name, Uint8Array.from(value)]),
    ),
    data: Uint8Array.from(data ?? []),
  };
  const fields = [...Object.values(copy.metadata), copy.data];
  let bit = index % (8 * fields.reduce((sum, field) => sum + field.length, 0));
  for (const field of fields) {
    if (bit < field.length * 8) {
      field[bit >> 3] = (field[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      break;
    }
    bit -= field.length * 8;
  }
  return copy;
}

describe('the signing codec', () => {
  it('gives back any payload as it was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(payloads), async (originals) => {
        expect(await codec.decode(await codec.encode(originals, run), run)).toEqual(originals);
      }),
    );
  });

  it('takes what a schedule holds for its own turns, and for nothing else', async () => {
    const schedule = { type: 'workflow', workflowId: 'schedule/web-1' } as const;
    const signed = [await sign(json(1), schedule as never)];
    const decodeFor = (workflowId: string) =>
      codec.decode(signed, { type: 'workflow', workflowId });
    expect(await decodeFor('schedule/web-1-2026-11-26T02:00:00Z')).toEqual([json(1)]);
    for (const other of [
      ...['schedule/web-1-2', 'schedule/web-12-2026-11-26T02:00:00Z', 'web-1'],
      ...['schedule/web-1-2026-11-26T02:00:00Z-more', 'schedule/web-2-2026-11-26T02:00:00Z'],
    ]) {
      await expect(decodeFor(other)).rejects.toThrow(SignatureError);
    }
    const ordinary = [await sign(json(1), run)];
    const turn = { type: 'workflow', workflowId: 'coreos-2026-11-26T02:00:00Z' } as const;
    await expect(codec.decode(ordinary, turn)).rejects.toThrow(SignatureError);
  });

  it('refuses a payload in which any bit was turned over', async () => {
    await fc.assert(
      fc.asyncProperty(payloads, fc.nat(), async (original, index) => {
        const forged = flipBit(await sign(original, run), index);
        await expect(codec.decode([forged], run)).rejects.toThrow(SignatureError);
      }),
    );
  });

  it('refuses a payload that lost or gained metadata', async () => {
    const { metadata, data } = await sign(json(1), run);
    const { encoding, ...without } = metadata ?? {};
    await expect(codec.decode([{ metadata: without, data: data ?? null }])).rejects.toThrow(/fit/);
    const more = { ...metadata, messageType: Buffer.from('x') };
    await expect(codec.decode([{ metadata: more, data: data ?? null }])).rejects.toThrow(/fit/);
    expect(encoding).toBeDefined();
  });

  it('takes empty bytes in whatever shape the SDK hands them over', async () => {
    const empty = [] as unknown as Uint8Array;
    const payload: Payload = { metadata: { encoding: empty }, data: empty };
    const signed = await sign({ metadata: { encoding: new Uint8Array() }, data: new Uint8Array() });
    const again: Payload = { metadata: { ...signed.metadata, ...payload.metadata }, data: empty };
    expect(await codec.decode([again])).toEqual([payload]);
  });

  it('refuses what was signed for another step of the run, or for the run itself', async () => {
    const context = { type: 'activity', workflowId: 'coreos', activityId: 'token' } as const;
    const [ofStep] = await codec.encode([json(1)], context);
    const [ofRun] = await codec.encode([json(1)], run);
    const other = { ...context, activityId: 'token#2' };
    expect(await codec.decode([ofStep ?? {}], context)).toEqual([json(1)]);
    await expect(codec.decode([ofStep ?? {}], other)).rejects.toThrow(/for the step token/);
    await expect(codec.decode([ofStep ?? {}], run)).rejects.toThrow(/for the step token/);
    await expect(codec.decode([ofRun ?? {}], context)).rejects.toThrow(/for the run itself/);
  });

  it('leaves data and encoding readable', async () => {
    const signed = await sign(json({ step: 'token' }));
    expect(String(signed.metadata?.encoding)).toBe('json/plain');
    expect(String(signed.data)).toBe('{"step":"token"}');
  });

  it('refuses what was not signed, or with another key', async () => {
    await expect(codec.decode([json(1)])).rejects.toThrow(/it is not signed/);
    const [foreign] = await new SigningCodec(Buffer.alloc(32, 8)).encode([json(1)]);
    await expect(codec.decode([foreign ?? {}])).rejects.toThrow(/signature does not fit/);
  });

  it('refuses what was signed for another run', async () => {
    const signed = await sign(json('abort'), run);
    await expect(codec.decode([signed], { type: 'workflow', workflowId: 'other' })).rejects.toThrow(
      /written for the run coreos/,
    );
  });

  it('reads a payload of a run where the reader knows no run', async () => {
    expect(await codec.decode([await sign(json(1), run)])).toEqual([json(1)]);
  });

  it('hands a worker the reason in place of the payload', async () => {
    const [marked] = await worker.decode([json('forged')], run);
    expect(JSON.parse(String(marked?.data))).toEqual({
      'muster-refused': expect.stringMatching(/it is not signed/),
    });
  });
});

describe('the signing key', () => {
  let home: string;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'muster-key-'));
  });
  afterAll(() => rm(home, { recursive: true }));

  it('is not taken from another user, who could then give orders in this one’s name', async (task) => {
    if (process.getuid?.() !== 0) return task.skip('only root can read what is not its own');
    const foreign = join(home, 'foreign');
    await signingKey(foreign);
    await chown(join(foreign, 'payload.key'), 65534, 65534);
    await expect(signingKey(foreign)).rejects.toThrow(/belongs to another user/);
  });

  it('is made once, for its owner only, whoever asks first', async () => {
    const keys = await Promise.all(Array.from({ length: 8 }, () => signingKey(home)));
    expect(new Set(keys.map((found) => found.toString('hex'))).size).toBe(1);
    expect(keys[0]).toHaveLength(32);
    expect((await stat(join(home, 'payload.key'))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(home, 'payload.key'), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
  });
});
