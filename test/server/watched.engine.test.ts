import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RunView } from '../../contract/run.js';
import { runView } from '../../contract/run.js';
import type { LogLines, LogList, LogPage, RunDetail } from '../../server/schemas/index.js';
import { logLines } from '../../server/schemas/log.js';
import { runDetail } from '../../server/schemas/run.js';
import { patience } from '../patience.js';
import { slow } from './support/pipelines.js';
import { Served } from './support/served.js';
import { take } from './support/take.js';

let served: Served;
beforeAll(async () => {
  served = await Served.start({ 'slow/pipeline.yaml': slow });
});
afterAll(() => served.close());

describe('a run that is watched', () => {
  it('is shown at once, at each change, and to its end', async () => {
    const [lines, views]: [string[], string[]] = [[], []];
    await served.bringUp('slow');
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
    // It runs until it was seen to.
    await rm(path);
    const states: string[] = [];
    let started = false;
    for await (const { event, data } of served.events<RunView>('/events')) {
      if (event === 'runs' && !started) {
        started = true;
        await served.bringUp('slow', { mode: 'up', name: 'slow-2' });
      }
      if (event !== 'run' || data.name !== 'slow-2') continue;
      states.push(data.state);
      if (states.length === 1) await writeFile(path, '');
      if (states.at(-1) === 'succeeded') break;
    }
    expect(states[0]).toBe('running');
    await rm(path);
  });

  it('keeps the engine from leaving while somebody listens', async () => {
    const listening = served.events('/events');
    await listening.next();
    expect(await (await served.ask('/health')).json()).toMatchObject({ clients: 1 });
    await listening.return(undefined);
    await vi.waitFor(
      async () => expect(await (await served.ask('/health')).json()).toMatchObject({ clients: 0 }),
      patience,
    );
  });
});

async function wholeLog(): Promise<string[]> {
  const { attempts } = await served.get<LogList>('/runs/slow/logs?step=count');
  const page = await served.get<LogPage>(`/runs/slow/logs/${attempts[0]?.id}?step=count`);
  return page.lines;
}
