import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { readEngine } from '../../worker/engine/engine-file.js';
import { patience } from '../patience.js';
import { MusterProcess } from './muster-process.js';

let muster: MusterProcess;
beforeAll(async () => {
  muster = await MusterProcess.create();
});
afterAll(() => muster.clear());

it('serve --background returns when the engine is ready, which stays, serves the page, and ends by kill', async () => {
  // One that a command has started leaves for it.
  await muster.run('runs');
  const before = readEngine(muster.home);
  const env = { MUSTER_IDLE_SECONDS: '' };
  const { exitCode, stdout } = await muster.start(['serve', '--background'], env);
  expect(exitCode).toBe(0);
  const engine = readEngine(muster.home);
  expect(engine?.pid).not.toBe(before?.pid);
  expect(stdout).toContain(`Ready, in the background. To end it: kill ${engine?.pid}`);
  const [, link = ''] = /Page: +(\S+)/.exec(stdout) ?? [];
  expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/sign-in#/);
  expect((await fetch(link)).status).toBe(200);

  const second = await muster.start(['serve', '--background', '--json'], env);
  expect(JSON.parse(second.stdout)).toMatchObject({ url: expect.stringMatching(/^http/) });
  const replaced = readEngine(muster.home);
  expect(replaced?.pid).toBe(JSON.parse(second.stdout).pid);

  process.kill(replaced?.pid ?? 0, 'SIGTERM');
  await vi.waitFor(() => expect(readEngine(muster.home)).toBeUndefined(), patience);
});
