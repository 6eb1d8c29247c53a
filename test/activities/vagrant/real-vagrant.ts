import { homedir } from 'node:os';
import type { GroupRecorder } from '../../../activities/attempt/create-context.js';
import { type TestContext, testContext } from '../step-context.js';

/** A step's context in which Vagrant finds its boxes and plugins. */
export async function vagrantContext(
  options: { groups?: GroupRecorder; path?: string } = {},
): Promise<TestContext> {
  const { groups, path = process.env.PATH ?? '' } = options;
  const env = { PATH: path, HOME: homedir(), LANG: 'C.UTF-8' };
  return testContext({ env, ...(groups ? { groups } : {}) });
}
