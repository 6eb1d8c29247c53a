import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import machines from '../../../activities/fleet/machines.run.js';
import { machinesWith } from '../../../activities/fleet/schemas.js';
import { type TestContext, testContext } from '../step-context.js';

/** What surrounds a call of fleetctl. The script in its place says what v1.0.0 says by chance. */
let step: TestContext;
beforeEach(async () => {
  step = await testContext();
  await step.ctx.exec('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', 'key']);
});
afterEach(() => step.remove());

const handshake =
  'Unable to initialize client: failed initializing SSH client: ssh: handshake failed:';
const hidden = `${handshake} write tcp 127.0.0.1:40000->127.0.0.1:22: use of closed network connection`;

async function looks(script: string, { ctx } = step) {
  const path = join(step.directory, 'fleetctl');
  await writeFile(path, `#!/bin/sh\necho called >>'${step.directory}/calls'\n${script}\n`);
  await chmod(path, 0o755);
  const input = machinesWith.parse({
    tunnel: '127.0.0.1:22',
    fleetctl: './fleetctl',
    'identity-file': 'key',
    expect: 1,
  });
  return machines.check?.(ctx, input);
}
const calls = async () =>
  (await readFile(join(step.directory, 'calls'), 'utf8')).trim().split('\n').length;

it('asks again where fleetctl hid why it refused a machine', async () => {
  const why = `[ "$(wc -l <'${step.directory}/calls')" -gt 2 ] && echo '${handshake} unauthorized host' >&2 || echo '${hidden}' >&2; exit 1`;
  await expect(looks(why)).rejects.toMatchObject({ code: 'fleet.unauthorized' });
  expect(await calls()).toBe(3);
});

it('takes a machine for unreachable through which fleetctl never tells why', async () => {
  await expect(looks(`echo '${hidden}' >&2; exit 1`)).rejects.toMatchObject({
    code: 'fleet.unreachable',
  });
  expect(await calls()).toBe(5);
});

it('says at once, in its words, why ssh-agent does not start', async () => {
  // Too long for the path of a socket.
  const folder = join(step.directory, 'long'.repeat(25));
  await mkdir(folder);
  const env = { PATH: process.env.PATH ?? '', TMPDIR: folder };
  const there = await testContext({ directory: step.directory, env });
  await expect(looks('exit 0', there)).rejects.toMatchObject({
    code: 'fleet.failed',
    message: expect.stringMatching(/ssh-agent does not start: .*(too long|path)/i),
  });
  await there.remove();
});
