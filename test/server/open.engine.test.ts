import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stillRuns } from '../../worker/engine/process-record.js';
import { MusterProcess } from '../cli/muster-process.js';
import { daemonOf, gone } from '../worker/engine/support/homes.js';
import { Served } from './support/served.js';

const quick = 'name: quick\nsteps:\n  - id: a\n    run: echo a\n';

/** Sign in with a link, as the page does. */
async function signIn(link: string): Promise<{ role: string; cookie: string }> {
  const { origin, hash } = new URL(link);
  const answer = await fetch(`${origin}/api/session`, {
    method: 'POST',
    headers: { origin },
    body: JSON.stringify({ code: hash.slice(1) }),
  });
  const { role } = (await answer.json()) as { role: string };
  return { role, cookie: (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '' };
}

describe('muster open', () => {
  let served: Served;

  beforeAll(async () => {
    served = await Served.start({ 'quick.yaml': quick });
  });

  afterAll(() => served.close());

  it('prints a link that signs in once, as operator or as one who may only look', async () => {
    const { muster } = served;
    const { stdout: link } = await muster.run('open');
    expect(link.startsWith(`${served.url}/sign-in#`)).toBe(true);
    expect(await signIn(link)).toMatchObject({ role: 'operator' });
    const { stdout: reader } = await muster.run('open', '--read-only');
    expect(await signIn(reader)).toMatchObject({ role: 'reader' });
  });

  it("leads to a run's page, or to Temporal's own", async () => {
    const { muster } = served;
    expect((await muster.run('up', 'pipelines/quick.yaml')).exitCode).toBe(0);
    const { stdout } = await muster.run('open', 'quick');
    expect(new URL(stdout).searchParams.get('to')).toBe('/runs/quick');
    const temporal = await muster.run('open', '--temporal', '--json');
    expect(JSON.parse(temporal.stdout)).toMatchObject({
      name: 'quick',
      url: expect.stringContaining('/namespaces/default/workflows/quick/'),
    });
    const unknown = await muster.run('open', 'nobody');
    expect(unknown.exitCode).not.toBe(0);
    expect(unknown.stderr).toContain('nobody');
  });

  it('keeps a page signed in when the engine starts again on the same port', async () => {
    const { stdout: link } = await served.muster.run('open');
    const { cookie } = await signIn(link);
    await served.restart();
    const answer = await fetch(`${served.url}/api/session`, { headers: { cookie } });
    expect(await answer.json()).toMatchObject({ role: 'operator' });
  });
});

describe('muster serve', () => {
  it('refuses a folder that is none, and a port that is none', async () => {
    const muster = await MusterProcess.create();
    const folder = await muster.run('serve', '--pipelines', 'nowhere');
    expect(folder).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('nowhere') });
    const port = await muster.run('serve', '--port', 'http');
    expect(port).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('http') });
    await muster.clear();
  });
});

describe('an engine in the background', () => {
  it('stays while a page is open, and leaves when it is closed', async () => {
    const muster = await MusterProcess.create();
    const started = await muster.start(['open', '--read-only'], { MUSTER_IDLE_SECONDS: '5' });
    const { cookie } = await signIn(started.stdout);
    const daemon = daemonOf(muster.home);
    const page = new AbortController();
    const events = await fetch(`${daemon.url}/api/events`, {
      headers: { cookie },
      signal: page.signal,
    });
    const told = events.body?.getReader();
    await told?.read();
    // Asked whether it may leave, as it asks itself when it is idle.
    const token = (await readFile(muster.home.tokenFile, 'utf8')).trim();
    const leave = await fetch(`${daemon.url}/api/shutdown`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    });
    expect(leave.status).toBe(409);
    expect(await leave.json()).toMatchObject({ detail: expect.stringContaining('a page is open') });
    expect(stillRuns(daemon)).toBe(true);
    page.abort();
    await gone(daemon);
    await muster.clear();
  });
});
