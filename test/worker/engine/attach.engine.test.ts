import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { connect } from '../../../client/connection.js';
import { EngineError } from '../../../client/engine.js';
import { attach } from '../../../worker/engine/attach.js';
import { daemonOf, gone, Homes, serverOf } from './support/homes.js';

const homes = new Homes();

afterEach(async () => {
  await homes.clear();
  vi.unstubAllEnvs();
});

describe('attach', () => {
  it('starts a daemon that serves, and finds it again', async () => {
    const home = await homes.fresh();
    const first = await homes.attach(home);
    const second = await homes.attach(home);
    expect(first.started).toBe(true);
    expect(second).toMatchObject({ started: false, url: first.url, queue: first.queue });
    const client = await connect(first);
    const { config } = await client.workflowService.describeNamespace({ namespace: 'default' });
    expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(90 * 24 * 60 * 60);
    await client.connection.close();
  });

  it('starts one daemon where two commands come at once', async () => {
    const home = await homes.fresh();
    const engines = await Promise.all([homes.attach(home), homes.attach(home)]);
    expect(new Set(engines.map((engine) => engine.url)).size).toBe(1);
    expect(engines.filter((engine) => engine.started)).toHaveLength(1);
  });

  it('starts none where it may not', async () => {
    const home = await homes.fresh();
    expect(await attach({ home: home.root, startIfMissing: false })).toBeUndefined();
    expect(existsSync(home.logs.daemon)).toBe(false);
  });

  it('goes on after the daemon was killed, and leaves no server over', async () => {
    const home = await homes.fresh();
    const { queue } = await homes.attach(home);
    const [daemon, server] = [daemonOf(home), serverOf(home)];
    process.kill(daemon.pid, 'SIGKILL');
    await gone(daemon);
    const engine = await homes.attach(home);
    expect(engine).toMatchObject({ started: true, queue });
    expect(daemonOf(home).pid).not.toBe(daemon.pid);
    await gone(server);
  });

  it('keeps what Temporal knows over a killed daemon', async () => {
    const home = await homes.fresh();
    const before = await connect(await homes.attach(home));
    const workflowId = 'kept';
    await before.workflow.start('none', { taskQueue: 'nobody', args: [1], workflowId });
    await before.connection.close();
    const daemon = daemonOf(home);
    process.kill(daemon.pid, 'SIGKILL');
    await gone(daemon);
    const after = await connect(await homes.attach(home));
    expect((await after.workflow.getHandle(workflowId).describe()).status.name).toBe('RUNNING');
    await after.connection.close();
  });

  it('says why a daemon does not start', async () => {
    const home = await homes.fresh();
    vi.stubEnv('MUSTER_TEMPORAL', '/no/such/temporal');
    await expect(homes.attach(home)).rejects.toThrow(
      /did not start \(exit code 7\)[\s\S]*MUSTER_TEMPORAL names \/no\/such\/temporal/,
    );
  });

  it('replaces an idle daemon of another version', async () => {
    const home = await homes.fresh();
    await (await homes.attach(home)).close();
    const old = pretendVersion(home.engineFile, '0.0.1+old');
    const engine = await homes.attach(home);
    expect(engine).toMatchObject({ started: true });
    expect(engine.version).not.toBe(old);
  });

  it('leaves a daemon of another version alone while a command uses it', async () => {
    const home = await homes.fresh();
    await homes.attach(home);
    pretendVersion(home.engineFile, '0.0.1+old');
    const refused = homes.attach(home);
    await expect(refused).rejects.toThrow(EngineError);
    await expect(refused).rejects.toThrow(/is version 0\.0\.1\+old.*a command is attached/);
  });

  it('hands secrets over without writing them anywhere', async () => {
    const home = await homes.fresh();
    await homes.attach(home, { secrets: { PASSWORD: 'not-to-be-seen' } });
    const daemon = daemonOf(home);
    const places = [...Object.values(home.logs), home.engineFile, `/proc/${daemon.pid}/environ`];
    for (const place of places) expect(readFileSync(place, 'utf8')).not.toContain('not-to-be-seen');
  });
});

function pretendVersion(engineFile: string, version: string): string {
  const info = JSON.parse(readFileSync(engineFile, 'utf8'));
  writeFileSync(engineFile, JSON.stringify({ ...info, version }));
  return version;
}
