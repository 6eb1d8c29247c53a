import { createHmac } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { PipelineList, ScheduleList, ScheduleView } from '../../server/schemas/index.js';
import { scheduleView } from '../../server/schemas/schedule.js';
import { patience } from '../patience.js';
import { slow, web } from './support/pipelines.js';
import { Served } from './support/served.js';

let served: Served;
beforeAll(async () => {
  served = await Served.start({ 'web/pipeline.yaml': web, 'slow/pipeline.yaml': slow });
});
afterAll(() => served.close());

describe('a hook', () => {
  it('brings its pipeline up for whoever says its secret, or signs with it', async () => {
    await writeFile(join(served.folder, 'slow', 'enough'), '');
    const made = await served.ask('/pipelines/slow/hook', { method: 'PUT' });
    const { url, secretFile } = (await made.json()) as { url: string; secretFile: string };
    const secret = (await readFile(secretFile, 'utf8')).trim();
    const said = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}` },
      body: '{}',
    });
    expect(said.status).toBe(202);
    expect(await said.json()).toMatchObject({ name: 'slow' });
    await served.until('slow', 'succeeded');

    const body = '{"nothing": 1}';
    const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
    const headers = { 'x-hub-signature-256': signature };
    const signed = await fetch(url, { method: 'POST', headers, body });
    expect(signed.status).toBe(422);
    expect(await signed.json()).toMatchObject({ code: 'inputs.invalid' });
    const forged = await fetch(url, { method: 'POST', headers, body: `${body} ` });
    expect(forged.status).toBe(401);
  });
});

describe('a schedule', () => {
  let made: ScheduleView;

  const recent = async (count: number) =>
    vi.waitUntil(async () => {
      const { recent } = await served.get<ScheduleView>(`/schedules/${made.id}`);
      const over = recent.filter(
        ({ outcome, run }) => outcome !== 'planning' && run?.state !== 'running',
      );
      return over.length >= count && recent;
    }, patience);

  it('looks again and again, and shows the drift that it found', async () => {
    made = scheduleView.parse(
      await served.order<ScheduleView>('/schedules', {
        pipeline: 'web',
        mode: 'look',
        cron: '0 2 * * *',
        timeZone: 'Europe/Zurich',
      }),
    );
    expect(made.next).toHaveLength(5);
    const { pipelines } = await served.get<PipelineList>('/pipelines');
    const next = { id: made.id, at: made.next[0] };
    expect(pipelines.find(({ id }) => id === 'web')).toMatchObject({ nextSchedule: next });
    await rm(join(served.folder, 'web', 'ok'), { force: true });
    await served.order(`/schedules/${made.id}/trigger`);
    const [turn] = await recent(1);
    expect(turn).toMatchObject({
      outcome: 'started',
      run: { name: expect.stringMatching(/^look\/web\/[0-9a-f]{8}$/), state: 'succeeded' },
      drift: { differs: ['ready'], unknown: [], checked: 1 },
    });
  });

  it('reads the file anew at each turn, and says what is wrong with it', async () => {
    await served.write('web/pipeline.yaml', 'name: web\nsteps: nothing\n');
    await served.order(`/schedules/${made.id}/trigger`);
    const [turn] = await recent(2);
    expect(turn).toMatchObject({
      outcome: 'failed',
      why: expect.stringContaining('pipeline.yaml'),
    });
    await served.write('web/pipeline.yaml', web);
  });

  it('is paused, goes on, and is deleted', async () => {
    await served.order(`/schedules/${made.id}/pause`, { reason: 'moving' });
    const paused = await served.get<ScheduleView>(`/schedules/${made.id}`);
    expect(paused).toMatchObject({
      paused: true,
      next: [],
      note: expect.stringContaining('moving'),
    });
    await served.order(`/schedules/${made.id}/unpause`);
    expect((await served.get<ScheduleView>(`/schedules/${made.id}`)).next).toHaveLength(5);
    const gone = await served.ask(`/schedules/${made.id}`, { method: 'DELETE' });
    expect(gone.status).toBe(204);
    expect((await served.ask(`/schedules/${made.id}`)).status).toBe(404);
    expect((await served.get<ScheduleList>('/schedules')).schedules).toEqual([]);
  });

  it.each([
    [{ cron: 'now and then' }, 'schedule.invalid'],
    [{ every: '1s' }, 'schedule.invalid'],
    [{ every: '1h', cron: '@daily' }, 'schedule.invalid'],
    [{ cron: '@daily', timeZone: 'Nowhere' }, 'schedule.invalid'],
    [{ every: '1h', inputs: { nothing: 1 } }, 'inputs.invalid'],
  ])('that cannot be is refused: %o', async (times, code) => {
    const answer = await served.post('/schedules', { pipeline: 'web', mode: 'up', ...times });
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ code });
  });
});
