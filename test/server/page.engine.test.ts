import { createHmac } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ResumePreview } from '../../client/resume-preview.js';
import type { RunView } from '../../client/run-view.js';
import type {
  LogLines,
  LogList,
  LogPage,
  PipelineList,
  Problem,
  Resumed,
  RunDetail,
  RunList,
  ScheduleList,
  ScheduleView,
  StartedRun,
} from '../../server/schemas/index.js';
import { logLines } from '../../server/schemas/log.js';
import { runDetail, runList, runView } from '../../server/schemas/run.js';
import { scheduleView } from '../../server/schemas/schedule.js';
import { resumePreview, runComparison } from '../../server/schemas/update.js';
import { Served } from './support/served.js';

/** Held at its second step until there is a file `ok`. */
const web = `name: web
inputs:
  word: { type: string, default: hello }
steps:
  - id: say
    run: echo "\${WORD}"
    env: { WORD: "\${{ inputs.word }}" }
  - id: ready
    run: test -e ok
    check: test -e ok
    undo: rm -f ok
    retry: { attempts: 1 }
`;

const slow = `name: slow
steps:
  - id: count
    run: while ! test -e enough; do echo tick; sleep 0.1; done
    repeatable: true
`;

const asks = `name: asks
steps:
  - id: go
    uses: approval
    with: { message: Go on? }
`;

const hush = `name: hush
secrets: [TOKEN]
steps:
  - id: tell
    run: echo "it is $T"; echo "told=$T" >> "$MUSTER_OUTPUT"
    env: { T: "\${{ secrets.TOKEN }}" }
    outputs: { told: { type: string } }
`;

let served: Served;

beforeAll(async () => {
  served = await Served.start({
    'web/pipeline.yaml': web,
    'slow/pipeline.yaml': slow,
    'asks.yaml': asks,
    'hush.yaml': hush,
  });
});

afterAll(() => served.close());

const start = (pipeline: string, body: object = { mode: 'up' }) =>
  served.order<StartedRun>(`/pipelines/${pipeline}/runs`, body);

/** The run once it is in a state, as its events tell. */
async function until(name: string, state: RunView['state']): Promise<RunView> {
  const path = `/runs/${encodeURIComponent(name)}/events`;
  const told = await served.first<RunDetail | RunView>(
    path,
    ({ data }) => viewIn(data).state === state,
  );
  return viewIn(told.data);
}

const viewIn = (data: RunDetail | RunView): RunView => ('run' in data ? data.run : data);

const stateOf = (view: RunView, step: string) =>
  view.steps.find(({ id }) => id === step)?.state ?? 'none';

describe('a run that is held', () => {
  it('is started, previewed, resumed corrected and compared, all from the page', async () => {
    const first = await start('web', { mode: 'up', inputs: { word: 'moin' } });
    expect(first.name).toBe('web');
    const busy = await served.post('/pipelines/web/runs', { mode: 'up' });
    expect(busy.status).toBe(409);
    expect(((await busy.json()) as Problem).code).toBe('run.busy');
    const held = await until('web', 'held');
    expect(stateOf(held, 'ready')).toBe('held');

    const list = runList.parse(await served.get<RunList>('/runs?state=held&pipeline=web'));
    expect(list.runs).toMatchObject([{ name: 'web', state: 'held', runId: first.runId }]);
    const detail = runDetail.parse(await served.get('/runs/web'));
    expect(detail.pipelineId).toBe('web');
    expect(detail.plan.inputs).toEqual({ word: 'moin' });
    expect(detail.plan.steps.map(({ id }) => id)).toEqual(['say', 'ready']);

    const preview = resumePreview.parse(
      await served.order<ResumePreview>('/runs/web/preview', { look: true }),
    );
    expect(preview.steps.find(({ id }) => id === 'ready')).toMatchObject({
      action: 'looked-at',
      seen: { holds: false },
    });

    const corrected = web.replace('run: test -e ok', 'run: touch ok');
    await served.write('web/pipeline.yaml', `${corrected}\n`);
    const told = resumePreview.parse(
      await served.order('/runs/web/preview', { look: false, reread: true }),
    );
    expect(told.steps.find(({ id }) => id === 'ready')?.definition).toBe('changed');
    const resumed = await served.order<Resumed>('/runs/web/resume', { reread: true });
    expect(resumed).toEqual({ name: 'web', runId: first.runId, how: 'in-place' });
    const done = await until('web', 'succeeded');
    expect(done.actions).toMatchObject([
      { verb: 'revise', by: expect.stringMatching(/^operator@/) },
    ]);

    const again = await served.order<Resumed>('/runs/web/resume', {});
    expect(again.how).toBe('new-run');
    await until('web', 'succeeded');
    const path = `/runs/web/compare?against=${first.runId}`;
    const comparison = runComparison.parse(await served.get(path));
    expect(comparison.run.runId).toBe(again.runId);
    expect(comparison.against.runId).toBe(first.runId);
  });

  it('is taken down with the plan that was brought up', async () => {
    const down = await start('web', { mode: 'down' });
    expect(down.name).toBe('web');
    const view = await until('web', 'succeeded');
    expect(view.mode).toBe('down');
    await expect(readFile(join(served.folder, 'web', 'ok'))).rejects.toThrow('ENOENT');
  });

  it('says what is wrong with a file that is read again', async () => {
    await start('web');
    // The corrected file of before makes it succeed; there is nothing to hold on to.
    await until('web', 'succeeded');
    await served.write('web/pipeline.yaml', 'name: web\nsteps:\n  - id: a\n    usess: x\n');
    const answer = await served.post('/runs/web/resume', { reread: true });
    expect(answer.status).toBe(422);
    const { code, diagnostics } = (await answer.json()) as Problem;
    expect(code).toBe('pipeline.invalid');
    expect(diagnostics?.[0]?.line).toBe(3);
    await served.write('web/pipeline.yaml', web);
  });
});

describe('a run that is watched', () => {
  it('is shown at once, at each change, and to its end', async () => {
    const [lines, views]: [string[], string[]] = [[], []];
    await start('slow');
    const logs = (async () => {
      for await (const { data } of served.events<LogLines>('/runs/slow/logs/events?step=count')) {
        lines.push(...logLines.parse(data).lines);
        if (lines.filter((line) => line === 'tick').length >= 5) return;
      }
    })();
    const runs = (async () => {
      for await (const { event, data } of served.events<RunDetail | RunView>('/runs/slow/events')) {
        const view = event === 'run' ? runDetail.parse(data).run : runView.parse(data);
        views.push(view.state);
        if (view.state === 'succeeded') return;
      }
    })();
    await logs;
    await writeFile(join(served.folder, 'slow', 'enough'), '');
    await runs;
    expect(views[0]).toBe('running');
    expect(views.at(-1)).toBe('succeeded');
    expect(lines[0]).toMatch(/^# up count \(shell\), attempt 1/);
  });

  it('tells the rest of a log to a page that lost its connection, and no line twice', async () => {
    const path = '/runs/slow/logs/events?step=count';
    const [some] = await take<LogLines>(served.events(path), 1);
    const whole = await wholeLog();
    const seen = some?.data.lines.length ?? 0;
    if (seen === whole.length) {
      // All came at once: go on from the middle.
      const at = Buffer.byteLength(`${whole.slice(0, 2).join('\n')}\n`);
      const id = `${some?.data.attempt}@${at}`;
      const [rest] = await take<LogLines>(served.events(path, { 'last-event-id': id }), 1);
      expect(rest?.data.lines).toEqual(whole.slice(2));
      return;
    }
    const [rest] = await take<LogLines>(served.events(path, { 'last-event-id': `${some?.id}` }), 1);
    expect(rest?.data.lines).toEqual(whole.slice(seen));
  });

  it('has its logs read by offset, and downloaded', async () => {
    const whole = await wholeLog();
    const { attempts } = await served.get<LogList>('/runs/slow/logs?step=count');
    expect(attempts).toMatchObject([{ step: 'count', attempt: 1 }]);
    const path = `/runs/slow/logs/${attempts[0]?.id}?step=count`;
    const page = await served.get<LogPage>(path);
    expect(page.lines).toEqual(whole);
    expect(page.offset).toBe(page.size);
    const rest = await served.get<LogPage>(`${path}&offset=${page.offset}`);
    expect(rest.lines).toEqual([]);
    const file = await served.ask(`${path}&download`);
    expect(file.headers.get('content-disposition')).toContain('attachment');
    expect(await file.text()).toBe(`${whole.join('\n')}\n`);
    const unknown = await served.ask('/runs/slow/logs/..%2F..%2Fapi.token?step=count');
    expect(unknown.status).toBe(404);
  });

  it('shows up in the list of runs the moment it starts, and when it has changed', async () => {
    const path = join(served.folder, 'slow', 'enough');
    const states: string[] = [];
    let started = false;
    for await (const { event, data } of served.events<RunView>('/events')) {
      if (event === 'runs' && !started) {
        started = true;
        await start('slow', { mode: 'up', name: 'slow-2' });
      }
      if (event === 'run' && data.name === 'slow-2') states.push(data.state);
      if (states.at(-1) === 'succeeded') break;
    }
    expect(states[0]).toBe('running');
    await rm(path);
  });

  it('keeps the engine from leaving while somebody listens', async () => {
    const listening = served.events('/events');
    await listening.next();
    expect(await served.get('/health')).toMatchObject({ clients: 1 });
    await listening.return(undefined);
    await vi.waitFor(async () => expect(await served.get('/health')).toMatchObject({ clients: 0 }));
  });
});

async function wholeLog(): Promise<string[]> {
  const { attempts } = await served.get<LogList>('/runs/slow/logs?step=count');
  const page = await served.get<LogPage>(`/runs/slow/logs/${attempts[0]?.id}?step=count`);
  return page.lines;
}

async function take<Data>(
  events: AsyncGenerator<{ event: string; data: Data; id?: string }>,
  count: number,
) {
  const taken: { event: string; data: Data; id?: string }[] = [];
  for await (const one of events) {
    taken.push(one);
    if (taken.length === count) break;
  }
  return taken;
}

describe('a secret', () => {
  it('is in no answer, and in no event', async () => {
    await served.order('/secrets', { values: { TOKEN: 'hush-hush' } });
    await start('hush');
    const view = await until('hush', 'succeeded');
    expect(view.steps[0]?.outputs).toEqual({ told: '***' });
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

describe('orders', () => {
  it('approve what is asked, and say who did', async () => {
    await start('asks');
    await until('asks', 'waiting-approval');
    await served.order('/runs/asks/approve', { reason: 'looks good' });
    const view = await until('asks', 'succeeded');
    expect(view.actions).toMatchObject([
      { verb: 'approve', reason: 'looks good', by: expect.stringMatching(/^operator@/) },
    ]);
  });

  it('pause, skip, reject and abort', async () => {
    await start('asks', { mode: 'up', name: 'asks-2' });
    await until('asks-2', 'waiting-approval');
    await served.order('/runs/asks-2/reject', { reason: 'no' });
    await until('asks-2', 'held');
    await served.order('/runs/asks-2/skip', { step: 'go', reason: 'all the same' });
    await until('asks-2', 'succeeded');
    await start('asks', { mode: 'up', name: 'asks-3' });
    await until('asks-3', 'waiting-approval');
    await served.order('/runs/asks-3/abort', { undo: false, reason: 'enough' });
    const view = await until('asks-3', 'aborted');
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
    await until('slow', 'succeeded');

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
    vi.waitUntil(
      async () => {
        const { recent } = await served.get<ScheduleView>(`/schedules/${made.id}`);
        const over = recent.filter(
          ({ outcome, run }) => outcome !== 'planning' && run?.state !== 'running',
        );
        return over.length >= count && recent;
      },
      { timeout: 60_000, interval: 200 },
    );

  it('looks again and again, and shows the drift that it found', async () => {
    made = scheduleView.parse(
      await served.order<ScheduleView>('/schedules', {
        ...{ pipeline: 'web', mode: 'look', cron: '0 2 * * *', timeZone: 'Europe/Zurich' },
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
      drift: { differs: ['ready'], unknown: [] },
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
