import { expect, test } from 'vitest';
import { ClientError } from '../../client/refusal.js';
import { askOn, reach } from '../../client/unreachable.js';

/** As gRPC and the SDK throw it: the status is in the cause. */
function grpcError(code: number): Error {
  const cause = Object.assign(new Error(`${code}: no connection`), { code });
  return new Error('Failed to describe workflow', { cause });
}

test.each([
  ['unavailable', 14],
  ['deadline exceeded', 4],
])('a server that is %s is an engine that cannot be reached', async (_, code) => {
  const failure = await reach(() => Promise.reject(grpcError(code))).catch((error) => error);
  expect(failure).toBeInstanceOf(ClientError);
  expect(failure).toMatchObject({ code: 'engine.unreachable' });
});

test('another failure stays what it is', async () => {
  const denied = grpcError(7);
  await expect(reach(() => Promise.reject(denied))).rejects.toBe(denied);
  await expect(reach(async () => 'an answer')).resolves.toBe('an answer');
});

test('a worker that is slow to answer is asked on', async () => {
  let asked = 0;
  const slow = async () => {
    if (++asked < 4) throw grpcError(4);
    return 'an answer';
  };
  expect(await askOn(6, slow)).toBe('an answer');
  expect(asked).toBe(4);
});

test('a worker is not asked for ever, and a server that is gone not again', async () => {
  let asked = 0;
  const fails = (code: number) => () => {
    asked++;
    return Promise.reject(grpcError(code));
  };
  await expect(askOn(3, fails(4))).rejects.toThrow();
  expect(asked).toBe(3);
  await expect(askOn(3, fails(14))).rejects.toThrow();
  expect(asked).toBe(4);
});
