import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StepTask } from '../../contract/task.js';
import { relocateTask, relocationOf } from '../../worker/relocate.js';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'muster-root-'));
  mkdirSync(join(root, 'pipelines', 'coreos'), { recursive: true });
  mkdirSync(join(root, 'lab'));
});
afterAll(() => rmSync(root, { recursive: true }));

test('the longest end of the path that is there tells where the rest lies', () => {
  const from = '/home/anna/pipelines/coreos';
  expect(relocationOf(from, root)).toEqual({ from: '/home/anna', to: root });
  expect(relocationOf('/home/anna/pipelines/lab', root)).toEqual({
    from: '/home/anna/pipelines',
    to: root,
  });
});

test('where no end of it is there, the root is that folder itself', () => {
  const from = '/home/anna/web';
  expect(relocationOf(from, root)).toEqual({ from, to: root });
});

test('folder, files and paths among the fields move; everything else stays', () => {
  const task = {
    directory: '/home/anna/lab',
    files: [{ path: '/home/anna/lab/a.unit', sha256: 'abc' }],
    with: {
      value: { units: ['/home/anna/lab/a.unit'], url: '/health', near: '/home/annabel', size: 3 },
      secrets: {},
    },
    env: { value: { HERE: '/home/anna/lab' }, secrets: {} },
  } as unknown as StepTask;
  expect(relocateTask(task, root)).toMatchObject({
    directory: join(root, 'lab'),
    files: [{ path: join(root, 'lab', 'a.unit'), sha256: 'abc' }],
    with: {
      value: {
        units: [join(root, 'lab', 'a.unit')],
        url: '/health',
        near: '/home/annabel',
        size: 3,
      },
    },
    env: { value: { HERE: '/home/anna/lab' } },
  });
});
