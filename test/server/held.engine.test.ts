import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runComparison } from '../../contract/comparison.js';
import type { ResumePreview } from '../../contract/preview.js';
import { resumePreview } from '../../contract/preview.js';
import type { RunView } from '../../contract/run.js';
import type { Problem, Resumed, RunList } from '../../server/schemas/index.js';
import { runDetail, runList } from '../../server/schemas/run.js';
import { web } from './support/pipelines.js';
import { Served } from './support/served.js';

let served: Served;
beforeAll(async () => {
  served = await Served.start({ 'web/pipeline.yaml': web });
});
afterAll(() => served.close());

const stateOf = (view: RunView, step: string) =>
  view.steps.find(({ id }) => id === step)?.state ?? 'none';

const outputsOf = (view: RunView, step: string) =>
  view.steps.find(({ id }) => id === step)?.outputs;

describe('a run that is held', () => {
  it('is started, previewed, resumed corrected and compared, all from the page', async () => {
    const first = await served.bringUp('web', { mode: 'up', inputs: { word: 'moin' } });
    expect(first.name).toBe('web');
    const busy = await served.post('/pipelines/web/runs', { mode: 'up' });
    expect(busy.status).toBe(409);
    expect((await busy.json()) as Problem).toMatchObject({ code: 'run.busy', run: first });
    const selection = { only: [] };
    const none = await served.post('/pipelines/web/runs', { mode: 'up', name: 'none', selection });
    expect(none.status).toBe(422);
    expect(((await none.json()) as Problem).code).toBe('selection.empty');
    const planned = { mode: 'up', name: 'planned', planned: '0123456789ab' };
    const differs = await served.post('/pipelines/web/runs', planned);
    expect(differs.status).toBe(409);
    expect(((await differs.json()) as Problem).code).toBe('plan.differs');
    const held = await served.until('web', 'held');
    expect(stateOf(held, 'ready')).toBe('held');
    expect(held).toMatchObject({ held: ['ready'] });
    expect(outputsOf(held, 'say')).toEqual(await served.get('/runs/web/outputs?step=say'));
    expect((await served.ask('/runs/web/outputs?step=sya')).status).toBe(422);

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
      action: 'checked',
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
    const done = await served.until('web', 'succeeded');
    expect(done.actions).toMatchObject([
      {
        verb: 'revise',
        by: { kind: 'role', id: expect.stringMatching(/^operator@/), via: 'api' },
      },
    ]);

    // There is nothing to go on with; what is started anew is a run of its own.
    const needless = await served.post('/runs/web/resume', {});
    expect([needless.status, ((await needless.json()) as Problem).code]).toEqual([
      409,
      'resume.needless',
    ]);
    const again = await served.bringUp('web', { mode: 'up', inputs: { word: 'moin' } });
    await served.until('web', 'succeeded');
    const path = `/runs/web/compare?against=${first.runId}`;
    const comparison = runComparison.parse(await served.get(path));
    expect(comparison.run.runId).toBe(again.runId);
    expect(comparison.against.runId).toBe(first.runId);
  });

  it('is taken down with the plan that was brought up', async () => {
    const down = await served.bringUp('web', { mode: 'down' });
    expect(down.name).toBe('web');
    const view = await served.until('web', 'succeeded');
    expect(view.mode).toBe('down');
    await expect(readFile(join(served.folder, 'web', 'ok'))).rejects.toThrow('ENOENT');
  });

  it('says what is wrong with a file that is read again', async () => {
    await served.write('web/pipeline.yaml', web);
    await served.bringUp('web');
    await served.until('web', 'held');
    await served.write('web/pipeline.yaml', 'name: web\nsteps:\n  - id: a\n    usess: x\n');
    const answer = await served.post('/runs/web/resume', { reread: true });
    expect(answer.status).toBe(422);
    const { code, diagnostics } = (await answer.json()) as Problem;
    expect(code).toBe('pipeline.invalid');
    expect(diagnostics?.[0]?.line).toBe(3);
    await served.write('web/pipeline.yaml', web);
  });
});
