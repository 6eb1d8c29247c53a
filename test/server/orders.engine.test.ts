import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LogList } from '../../server/schemas/index.js';
import { asks, hush } from './support/pipelines.js';
import { Served } from './support/served.js';
import { take } from './support/take.js';

let served: Served;
beforeAll(async () => {
  served = await Served.start({ 'asks.yaml': asks, 'hush.yaml': hush });
});
afterAll(() => served.close());

describe('orders', () => {
  it('approve what is asked, and say who did', async () => {
    await served.bringUp('asks');
    await served.until('asks', 'waiting-approval');
    await served.order('/runs/asks/approve', { reason: 'looks good' });
    const view = await served.until('asks', 'succeeded');
    expect(view.actions).toMatchObject([
      {
        verb: 'approve',
        reason: 'looks good',
        by: { kind: 'role', id: expect.stringMatching(/^operator@/), via: 'api' },
      },
    ]);
  });

  it('pause, skip, reject and abort', async () => {
    await served.bringUp('asks', { mode: 'up', name: 'asks-2' });
    await served.until('asks-2', 'waiting-approval');
    await served.order('/runs/asks-2/reject', { reason: 'no' });
    await served.until('asks-2', 'held');
    await served.order('/runs/asks-2/skip', { step: 'go', reason: 'all the same' });
    await served.until('asks-2', 'succeeded');
    await served.bringUp('asks', { mode: 'up', name: 'asks-3' });
    await served.until('asks-3', 'waiting-approval');
    await served.order('/runs/asks-3/abort', { undo: false, reason: 'enough' });
    const view = await served.until('asks-3', 'aborted');
    expect(view.actions.at(-1)).toMatchObject({ verb: 'abort', reason: 'enough' });
  });

  it('that do not fit are refused, with what the run says', async () => {
    const answer = await served.post('/runs/asks-3/approve');
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ code: 'run.refused' });
    const unknown = await served.post('/runs/nobody/pause');
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toMatchObject({ code: 'run.unknown' });
  });
});

describe('a secret', () => {
  it('is in no answer, and in no event', async () => {
    await served.order('/secrets', { values: { TOKEN: 'hush-hush' } });
    await served.bringUp('hush');
    // The step puts it out too, which is refused.
    const view = await served.until('hush', 'held');
    expect(view.steps[0]?.failure?.message).toContain('holds the secret TOKEN');
    expect(view.steps[0]).not.toHaveProperty('outputs');
    const { attempts } = await served.get<LogList>('/runs/hush/logs?step=tell');
    const [lines] = await take(served.events('/runs/hush/logs/events?step=tell'), 1);
    const [whole] = await take(served.events('/runs/hush/events'), 1);
    const answers = [
      ...[lines, whole, await served.get('/runs/hush'), await served.get('/pipelines/hush')],
      await served.get(`/runs/hush/logs/${attempts[0]?.id}?step=tell`),
    ];
    for (const answer of answers) expect(JSON.stringify(answer)).not.toContain('hush-hush');
    expect(JSON.stringify(answers)).toContain('it is ***');
    expect(JSON.stringify(answers)).toContain('"secrets":[{"name":"TOKEN"}]');
  });
});
