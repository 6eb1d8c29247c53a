import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenApi } from '../../server/openapi.js';
import { kinds } from '../../server/problem.js';
import { problemBody, problemCodes } from '../../server/schemas/problem.js';
import { apiPage } from './api-page.js';
import { ApiOfNobody } from './support/api-of-nobody.js';

let api: ApiOfNobody;
let document: OpenApi;

beforeAll(async () => {
  api = await ApiOfNobody.start();
  document = (await (await api.ask('/openapi.json')).json()) as OpenApi;
});

afterAll(() => api.close());

describe('the document of the API', () => {
  it('says of every route what it is asked and what it answers', () => {
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, one]) => ({ path, method, one })),
    );
    expect(operations.length).toBeGreaterThan(30);
    for (const { path, method, one } of operations) {
      expect(one.summary, `${method} ${path}`).toMatch(/^[A-Z]/);
      expect(Object.keys(one.responses).some((status) => status.startsWith('2'))).toBe(true);
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const described = (one.parameters ?? []) as { name: string; in: string }[];
      const inPath = described.filter((parameter) => parameter.in === 'path');
      expect(inPath.map(({ name }) => name)).toEqual(named);
    }
  });

  it('refers only to shapes that it holds, each a JSON Schema', () => {
    const text = JSON.stringify(document);
    const names = [...text.matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(20);
    for (const name of names) expect(document.components.schemas).toHaveProperty(`${name}`);
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema({ $id: 'api', components: document.components });
    for (const name of Object.keys(document.components.schemas)) {
      expect(ajv.getSchema(`api#/components/schemas/${name}`), name).toBeTypeOf('function');
    }
  });

  it('refuses without the token what it says is for who is known', async () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, { security }] of Object.entries(methods)) {
        if (security.length === 0) continue;
        const asked = `/api${path.replaceAll(/\{\w+\}/g, 'x')}`;
        const answer = await api.bare(asked, { method: method.toUpperCase() });
        expect(answer.status, `${method} ${path}`).toBe(401);
      }
    }
  });

  it('knows a status and words for every code of a problem', () => {
    expect(Object.keys(kinds).sort()).toEqual([...problemCodes].sort());
  });

  it('has its problems look like the example of docs/api.md', async () => {
    const page = await readFile(join(import.meta.dirname, '../../docs/api.md'), 'utf8');
    const [, example = ''] = /```json\n(.*?)```/s.exec(page) ?? [];
    expect(problemBody.parse(JSON.parse(example))).toMatchObject({ code: 'inputs.invalid' });
  });

  it('is what docs/api.md says', async () => {
    const file = join(import.meta.dirname, '../../docs/api.md');
    await expect(
      apiPage(document, await readFile(file, 'utf8').catch(() => '')),
    ).toMatchFileSnapshot(file);
  });
});
