import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Home } from '../../../worker/engine/home.js';
import { stillRuns } from '../../../worker/engine/process-record.js';
import { cliEntry } from '../../../worker/engine/version.js';
import { patience } from '../../patience.js';
import { daemonOf, gone, Homes, serverOf } from './support/homes.js';

const homes = new Homes();
const children: ChildProcess[] = [];

beforeEach(() => {
  vi.stubEnv('MUSTER_IDLE_SECONDS', '1');
});

afterEach(async () => {
  for (const child of children.splice(0)) await end(child, 'SIGTERM');
  await homes.clear();
  vi.unstubAllEnvs();
});

function start(args: string[], home: Home): ChildProcess {
  const env = { ...process.env, MUSTER_HOME: home.root };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  return child;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const closed = once(child, 'close');
  if (child.exitCode === null && child.signalCode === null) child.kill(signal);
  else return child.exitCode;
  await closed;
  return child.exitCode;
}

const ready = (home: Home) =>
  vi.waitFor(() => expect(daemonOf(home).background).toBe(false), patience);

describe('a daemon in the background', () => {
  it('leaves with its server when nobody needs it any more', async () => {
    const home = await homes.fresh();
    const engine = await homes.attach(home);
    const [daemon, server] = [daemonOf(home), serverOf(home)];
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(stillRuns(daemon)).toBe(true);
    await engine.close();
    await gone(daemon);
    expect(stillRuns(server)).toBe(false);
    expect(existsSync(home.engineFile)).toBe(false);
  });

  it('notices that a command died', async () => {
    const home = await homes.fresh();
    const attachModule = fileURLToPath(new URL('worker/engine/attach.js', `file://${cliEntry}`));
    const script = `const { attach } = await import(${JSON.stringify(attachModule)});
      await attach(); console.log('attached'); setInterval(() => {}, 1000);`;
    const command = start(['--input-type=module', '-e', script], home);
    await once(command.stdout as NodeJS.ReadableStream, 'data');
    const daemon = daemonOf(home);
    await end(command, 'SIGKILL');
    await gone(daemon);
    expect(existsSync(home.engineFile)).toBe(false);
  });
});

describe('muster serve', () => {
  it('takes over from an idle daemon in the background', async () => {
    vi.stubEnv('MUSTER_IDLE_SECONDS', '60');
    const home = await homes.fresh();
    await (await homes.attach(home)).close();
    const before = daemonOf(home);
    start([cliEntry, 'serve'], home);
    await ready(home);
    expect(stillRuns(before)).toBe(false);
    expect(await homes.attach(home)).toMatchObject({ started: false });
  });

  it('does not take over while a command is attached', async () => {
    const home = await homes.fresh();
    await homes.attach(home);
    const serve = start([cliEntry, 'serve'], home);
    let said = '';
    serve.stderr?.on('data', (chunk) => {
      said += chunk;
    });
    await once(serve, 'close');
    expect(serve.exitCode).toBe(7);
    expect(said).toMatch(/cannot be replaced: a command is attached/);
  });

  it('stays, and ends in order on SIGTERM', async () => {
    const home = await homes.fresh();
    const serve = start([cliEntry, 'serve'], home);
    await ready(home);
    await (await homes.attach(home)).close();
    const server = serverOf(home);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(await end(serve, 'SIGTERM')).toBe(0);
    expect(stillRuns(server)).toBe(false);
    expect(existsSync(home.engineFile)).toBe(false);
  });
});
