import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { tokenId } from '../../activities/tools/registry/user-data.js';
import { type RealRegistry, startRegistry } from '../activities/discovery/real-registry.js';
import { type TokenStep, tokenStep } from '../activities/discovery/token-step.js';

/** The real discovery service on loopback; what is done about it: test/activities/discovery. */
let registry: RealRegistry;
let step: TokenStep;
let id: string;
beforeAll(async () => {
  registry = await startRegistry();
});
afterAll(() => registry.stop());
beforeEach(async () => {
  step = await tokenStep(registry.url);
  await step.apply();
  id = tokenId((await step.token()) ?? '') ?? '';
});
afterEach(() => step.remove());

/** What `muster plan` says of the step: a look, which changes nothing. */
async function look(): Promise<unknown> {
  const [text, count] = await Promise.all([step.text(), registry.count()]);
  const found = await step.check();
  expect(await Promise.all([step.text(), registry.count()])).toEqual([text, count]);
  return found;
}

it('a registry that knows no such token', async () => {
  await registry.lose(id);
  expect(await look()).toEqual({
    holds: false,
    why: 'the discovery service does not know the token in the user-data',
  });
});

it('a token that was used already, by machines that are gone', async () => {
  await registry.register(id, 'core-01', 'core-02', 'core-03');
  expect(await look()).toEqual({
    holds: false,
    why: 'the token in the user-data was used by machines that are gone',
  });
});

it('a token for another number of machines', async () => {
  await registry.write(id, '_config/size', '5');
  expect(await look()).toEqual({
    holds: false,
    why: 'the token in the user-data has size 5, not 3',
  });
});
