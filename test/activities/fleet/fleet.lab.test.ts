import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import key from '../../../activities/etcd/key.run.js';
import { keyWith } from '../../../activities/etcd/schemas.js';
import { fleetctlFor } from '../../../activities/fleet/fleetctl.js';
import machines from '../../../activities/fleet/machines.run.js';
import running from '../../../activities/fleet/running.run.js';
import {
  machinesWith,
  runningWith,
  startWith,
  submitWith,
} from '../../../activities/fleet/schemas.js';
import start from '../../../activities/fleet/start.run.js';
import submit from '../../../activities/fleet/submit.run.js';
import { destroyUnits } from '../../../activities/fleet/take-down.js';
import { type TestContext, testContext } from '../step-context.js';
import { labFixture } from './lab-cluster.js';

/**
 * fleet's traps on real machines. The units are the tests' own (`trap-*`), so that they stand
 * beside those of the chapter.
 */
const lab = labFixture();
const way = {
  tunnel: lab.tunnels,
  fleetctl: lab.fleetctl,
  'identity-file': lab.identityFile,
  // A busy computer is no fault.
  'request-timeout': '60s',
};
const nothing = { holds: false as const, why: '' };
const names = ['trap-a.service', 'trap-b.service', 'trap-fails.service', 'trap-flaps.service'];
const spread = ['trap-x@1', 'trap-x@2', 'trap-x@3', 'trap-x@4'].map((name) => `${name}.service`);

const made: TestContext[] = [];
let step: TestContext;

/** An attempt of its own: what it remembers (a tunnel, a look) is not the last one's. */
async function attempt(): Promise<TestContext> {
  const fresh = await testContext(made[0] ? { directory: made[0].directory } : {});
  made.push(fresh);
  return fresh;
}

beforeAll(async () => {
  step = await attempt();
  await clean();
});
beforeEach(async () => {
  step = await attempt();
});
afterAll(async () => {
  await clean();
  for (const each of made) await each.remove();
});

const fleetctl = () => fleetctlFor(step.ctx, startWith.parse({ ...way, units: names }));
const clean = () => destroyUnits(step.ctx, fleetctl(), [...names, ...spread, 'trap-x@.service']);

async function unit(name: string, service: string, fleet = ''): Promise<string> {
  const path = join(step.directory, name);
  const text = `[Unit]\nDescription=${name}\n\n[Service]\n${service}\n`;
  await writeFile(path, fleet === '' ? text : `${text}\n[X-Fleet]\n${fleet}\n`);
  return path;
}

const submitted = (units: string[]) => {
  const input = submitWith.parse({ ...way, units });
  return {
    check: () => submit.check?.(step.ctx, input),
    apply: () => submit.apply?.(step.ctx, input, nothing),
    undo: () => submit.undo?.(step.ctx, input),
  };
};
const started = (units: string[]) => {
  const input = startWith.parse({ ...way, units });
  return {
    check: () => start.check?.(step.ctx, input),
    apply: () => start.apply?.(step.ctx, input, nothing),
    undo: () => start.undo?.(step.ctx, input),
  };
};
const runs = (units: string[], raw: object = {}) =>
  running.check?.(step.ctx, runningWith.parse({ ...way, units, ...raw }));

const registering = [
  'ExecStart=/bin/sleep 100000',
  'ExecStartPost=/usr/bin/etcdctl set /traps/trap-a running',
  'ExecStopPost=/usr/bin/etcdctl rm /traps/trap-a',
].join('\n');
const registered = () =>
  key.check?.(
    step.ctx,
    keyWith.parse({ endpoints: lab.endpoints, api: 'v2', key: '/traps/trap-a' }),
  );

/** As the engine verifies: until it holds so often in a row, a second apart. */
async function untilRuns(units: string[], passes: number, raw: object = {}) {
  for (let tries = 0, seen = 0; ; tries++) {
    const check = await runs(units, raw);
    seen = check?.holds ? seen + 1 : 0;
    if (seen === passes || tries === 20) return check;
    await step.ctx.sleep(1000);
  }
}

it('sees the machines although the first tunnel leads nowhere', async () => {
  const [, second = ''] = lab.tunnels;
  const dead = `${second.split('.').slice(0, 3).join('.')}.250:22`;
  const input = machinesWith.parse({
    ...way,
    tunnel: [dead, ...lab.tunnels],
    expect: lab.tunnels.length,
  });
  expect(await machines.check?.(step.ctx, input)).toMatchObject({
    holds: true,
    outputs: { machines: lab.tunnels.map((tunnel) => ({ ip: tunnel.split(':')[0] })) },
  });
});

it('refuses an unknown host key if it is told to, and a key the machine does not know', async () => {
  const strict = machinesWith.parse({ ...way, 'strict-host-keys': true, expect: 1 });
  await expect(machines.check?.(step.ctx, strict)).rejects.toMatchObject({
    code: 'fleet.unauthorized',
    message: expect.stringContaining('unauthorized host'),
  });
  const { exitCode } = await step.ctx.exec('ssh-keygen', ['-q', '-N', '', '-f', 'other-key']);
  expect(exitCode).toBe(0);
  const other = machinesWith.parse({ ...way, 'identity-file': 'other-key', expect: 1 });
  await expect(machines.check?.(step.ctx, other)).rejects.toMatchObject({
    code: 'fleet.unauthorized',
    message: expect.stringContaining('unable to authenticate'),
  });
});

it('notes the new key of a rebuilt machine, and says so', async () => {
  const [first = ''] = lab.tunnels;
  const [host = ''] = first.split(':');
  const knownHosts = join(step.directory, 'known_hosts');
  await step.ctx.exec('ssh-keygen', ['-q', '-t', 'ecdsa', '-N', '', '-f', 'host-key']);
  const other = await readFile(join(step.directory, 'host-key.pub'), 'utf8');
  await writeFile(knownHosts, `${host} ${other}`);
  const input = machinesWith.parse({ ...way, tunnel: first, 'known-hosts': knownHosts, expect: 3 });
  expect(await machines.check?.(step.ctx, input)).toMatchObject({ holds: true });
  expect(step.lines.join('\n')).toContain(`The host key of ${first} is no longer SHA256:`);
});

it('submits, starts and sees running; the unit registers in etcd', async () => {
  const a = await unit('trap-a.service', registering);
  expect(await registered()).toMatchObject({ holds: false });
  expect(await submitted([a]).check()).toMatchObject({ holds: false });
  await submitted([a]).apply();
  expect(await submitted([a]).check()).toMatchObject({ holds: true });
  expect(await started([a]).check()).toMatchObject({
    holds: false,
    why: 'trap-a.service is not started',
  });
  await started([a]).apply();
  expect(await started([a]).check()).toMatchObject({ holds: true });
  expect(await untilRuns([a], 3)).toMatchObject({
    holds: true,
    outputs: { units: [{ name: 'trap-a.service', sub: 'running' }] },
  });
  expect(await registered()).toMatchObject({ holds: true, outputs: { count: 1 } });
});

it('lets a unit run its ExecStopPost before it destroys it', async () => {
  const a = join(step.directory, 'trap-a.service');
  expect(await submitted([a]).undo()).toBe(true);
  expect(await submitted([a]).undo()).toBe(false);
  expect(await registered()).toMatchObject({ holds: false, why: 'no key /traps/trap-a' });
});

it('replaces a unit whose file has changed although fleet runs the old one', async () => {
  const a = await unit('trap-a.service', 'ExecStart=/bin/sleep 100000');
  await submitted([a]).apply();
  await started([a]).apply();
  await unit('trap-a.service', 'ExecStart=/bin/sleep 200000');
  expect(await submitted([a]).check()).toMatchObject({
    holds: false,
    why: 'trap-a.service differs from its file',
  });
  await submitted([a]).apply();
  expect(await submitted([a]).check()).toMatchObject({ holds: true });
  const again = await unit('trap-a.service', 'ExecStart=/bin/sleep 300000');
  await submitted([again]).apply();
  expect(await submitted([again]).check()).toMatchObject({ holds: true });
  await started([a]).apply();
  expect(await started([a]).check()).toMatchObject({ holds: true });
  expect(await started([a]).undo()).toBe(true);
  expect(await started([a]).undo()).toBe(false);
  expect(await submitted([a]).undo()).toBe(true);
  expect(await submitted([a]).undo()).toBe(false);
});

it('starts a unit anew that failed, which fleetctl start alone would skip', async () => {
  // It fails before it runs: for a moment a program that has yet to fail runs like any other.
  const fails = await unit(
    'trap-fails.service',
    'ExecStartPre=/bin/sh -c "echo no licence; exit 3"\nExecStart=/bin/sleep 100000',
  );
  await submitted([fails]).apply();
  const input = startWith.parse({ ...way, units: [fails] });
  for (let tries = 0; tries < 2; tries++)
    await expect(start.apply?.(step.ctx, input, nothing)).rejects.toMatchObject({
      code: 'unit.failed',
      message: expect.stringMatching(/trap-fails\.service is failed .*: no licence/),
    });
  expect(step.lines.join('\n')).toContain('stopped, to be started anew');
  expect(await runs([fails])).toMatchObject({
    holds: false,
    why: expect.stringContaining('said: no licence'),
  });
  await submitted([fails]).undo();
});

it('sees that a unit which dies and comes back all the time does not run', async () => {
  const flaps = await unit(
    'trap-flaps.service',
    'ExecStart=/bin/sleep 0.7\nRestart=always\nRestartSec=100ms\n\n[Unit]\nStartLimitIntervalSec=0',
  );
  await submitted([flaps]).apply();
  await started([flaps]).apply();
  const looks = [];
  for (let tries = 0; tries < 6; tries++) {
    looks.push(await runs([flaps]));
    await step.ctx.sleep(1000);
  }
  const inRow = looks.map((check) => (check?.holds ? 'y' : 'n')).join('');
  expect(inRow).not.toContain('yy');
  await submitted([flaps]).undo();
});

it('says which unit is in the way of one that no machine may run', async () => {
  const template = await unit(
    'trap-x@.service',
    'ExecStart=/bin/sleep 100000',
    'Conflicts=trap-x@*.service',
  );
  await submitted([template]).apply();
  const three = spread.slice(0, 3);
  await started(three).apply();
  expect(await untilRuns(three, 1, { spread: true })).toMatchObject({ holds: true });
  await expect(started(spread).apply()).rejects.toMatchObject({
    code: 'unit.unplaceable',
    retryable: false,
    message: expect.stringMatching(
      /No machine may run trap-x@4\.service\. .*runs trap-x@1\.service, which its X-Conflicts=trap-x@\*\.service excludes/,
    ),
  });
  expect(await started(spread).undo()).toBe(true);
  expect(await submitted([template]).undo()).toBe(true);
});
