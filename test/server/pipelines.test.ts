import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPipelines } from '../../server/pipelines/find.js';
import type { PipelineDetail, PipelineList, Validated } from '../../server/schemas/index.js';
import type { ProblemBody } from '../../server/schemas/problem.js';
import { ApiOfNobody } from './support/api-of-nobody.js';

const web = `name: web
description: Three machines
inputs:
  machines: { type: integer, default: 3, minimum: 1, maximum: 9 }
secrets: [TOKEN]
steps:
  - id: box
    run: echo "size=$N" >> "$MUSTER_OUTPUT"
    outputs: { size: { type: string }, unread: { type: string } }
    env: { N: "\${{ inputs.machines }}", T: "\${{ secrets.TOKEN }}" }
  - id: each
    run: echo
    needs: []
    for-each: { items: [a, b] }
    check: test -e x
outputs:
  size: "\${{ steps.box.outputs.size }}"
`;

let api: ApiOfNobody;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-pipelines-'));
  await mkdir(join(folder, 'web'));
  await mkdir(join(folder, 'lab'));
  await writeFile(join(folder, 'web', 'pipeline.yaml'), web);
  await writeFile(join(folder, 'web', 'user-data.yaml'), 'coreos:\n  units: []\n');
  await writeFile(join(folder, 'lab', 'box.yml'), 'steps:\n  - id: a\n    usess: x\n');
  await writeFile(join(folder, 'outside.txt'), 'nobody may read this');
  api = await ApiOfNobody.start([join(folder)]);
  // The engine that is not there is waited for once.
  await api.ask('/pipelines');
});

afterAll(async () => {
  await api.close();
  await rm(folder, { recursive: true });
});

const get = async <Body>(path: string): Promise<Body> =>
  (await (await api.ask(path)).json()) as Body;

describe('the pipelines of a folder', () => {
  it('are found by name or by having steps; other files are left alone', async () => {
    const { folders, pipelines } = await get<PipelineList>('/pipelines');
    expect(folders).toEqual([folder]);
    expect(pipelines.map(({ id, name, valid }) => ({ id, name, valid }))).toEqual([
      { id: 'lab.box', name: 'lab.box', valid: false },
      { id: 'web', name: 'web', valid: true },
    ]);
  });

  it('have ids of their own where two are called alike', async () => {
    const other = join(folder, 'web');
    const found = await findPipelines([folder, other], ['/elsewhere/web/pipeline.yaml']);
    const ids = found.map(({ id }) => id);
    expect(ids).toEqual([
      'lab.box',
      expect.stringMatching(/^web~/),
      expect.stringMatching(/^web~/),
    ]);
    expect(new Set(ids).size).toBe(3);
  });

  it('keep their ids whichever was used last: an address or a hook leads to no other one', async () => {
    const files = ['/srv/staging/web/pipeline.yaml', '/srv/prod/web/pipeline.yaml'];
    const idOf = async (order: string[], file?: string) =>
      (await findPipelines([], order)).find((one) => one.file === file)?.id;
    for (const file of files) {
      expect(await idOf(files, file)).toBe(await idOf(files.toReversed(), file));
    }
    expect(await idOf(files, files[0])).not.toBe(await idOf(files, files[1]));
    // Alone it has the short one; that is nobody's when there are two.
    expect(await idOf([files[0] ?? ''], files[0])).toBe('web');
  });

  it('are shown with inputs, steps and names of secrets', async () => {
    const detail = await get<PipelineDetail>('/pipelines/web');
    expect(detail.text).toBe(web);
    expect(detail.inputs.properties.machines).toMatchObject({ type: 'integer', default: 3 });
    expect(detail.secrets).toEqual([{ name: 'TOKEN' }]);
    expect(detail.steps).toMatchObject([
      {
        id: 'box',
        type: 'shell',
        group: '',
        needs: [],
        forEach: false,
        checked: false,
        outputsRead: ['size'],
      },
      { id: 'each', type: 'shell', group: '', needs: [], forEach: true, checked: true },
    ]);
  });

  it('are shown with their mistakes, and where they are', async () => {
    const detail = await get<PipelineDetail>('/pipelines/lab.box');
    expect(detail.steps).toEqual([]);
    expect(detail.diagnostics).toContainEqual(
      expect.objectContaining({ code: 'field.unknown', line: 3, column: 5, length: 5 }),
    );
  });

  it('are read again at each request', async () => {
    const file = join(folder, 'web', 'pipeline.yaml');
    await writeFile(file, web.replace('Three machines', 'Other words'));
    expect(await get<PipelineDetail>('/pipelines/web')).toMatchObject({
      description: 'Other words',
    });
    await writeFile(file, web);
  });

  it.each([
    '..%2Foutside.txt',
    '..',
    '%2Fetc%2Fpasswd',
    'web%2F..%2F..',
    'web/pipeline.yaml',
    'nope',
  ])('are all that an id can name: not %s', async (id) => {
    const answer = await api.ask(`/pipelines/${id}`);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.text()).not.toContain('nobody may read');
  });
});

describe('inputs', () => {
  it('are checked field by field, with defaults filled in', async () => {
    const good = await api.post('/pipelines/web/validate', { inputs: { machines: '5' } });
    expect(await good.json()).toEqual({ valid: true, problems: [], values: { machines: 5 } });
    const bad = await api.post('/pipelines/web/validate', { inputs: { machines: 99, x: 1 } });
    const { valid, problems } = (await bad.json()) as Validated;
    expect(valid).toBe(false);
    expect(problems).toMatchObject([
      { input: 'x', code: 'input.unknown' },
      { input: 'machines', code: 'input.invalid' },
    ]);
  });

  it('of a broken pipeline cannot be checked', async () => {
    const answer = await api.post('/pipelines/lab.box/validate', { inputs: {} });
    expect(answer.status).toBe(422);
    const { code, diagnostics } = (await answer.json()) as ProblemBody;
    expect(code).toBe('pipeline.invalid');
    expect(diagnostics?.length).toBeGreaterThan(0);
  });
});

describe('a hook', () => {
  it('is not there before somebody makes it, and its secret is told to nobody', async () => {
    expect(await get('/pipelines/web/hook')).toMatchObject({ exists: false });
    const made = await api.ask('/pipelines/web/hook', { method: 'PUT' });
    const { secretFile, url, ...rest } = (await made.json()) as Record<string, string>;
    expect(rest).toEqual({ exists: true });
    expect(secretFile).toBe(join(api.home.hooks, 'web.secret'));
    expect(url).toBe(`${api.url}/hooks/web`);
    expect((await api.ask('/pipelines/web/hook', { method: 'DELETE' })).status).toBe(204);
    expect(await get('/pipelines/web/hook')).toMatchObject({ exists: false });
  });

  it.each(['web', '..%2Fapi', 'nope'])(
    'refuses who does not say its secret, and does not tell whether there is one: %s',
    async (id) => {
      for (const headers of [{}, { authorization: 'Bearer ' }, { authorization: 'Bearer x' }]) {
        const answer = await api.bare(`/hooks/${id}`, { method: 'POST', headers });
        expect(answer.status).toBe(401);
        expect(await answer.json()).toMatchObject({ code: 'hook.refused' });
      }
    },
  );
});

describe('an engine that does not answer', () => {
  it('is a problem that says so', async () => {
    const answer = await api.ask('/runs');
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ code: 'engine.unreachable' });
  });
});
