import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  isUnrecorded,
  openRecord,
  readRecords,
} from '../../../activities/attempt/attempt-record.js';
import { tempFolder } from '../temp-folder.js';

let folder: Awaited<ReturnType<typeof tempFolder>>;
let attempts: string;
beforeEach(async () => {
  folder = await tempFolder();
  attempts = join(folder.path, 'attempts');
});
afterEach(() => folder.remove());

const facts = {
  workflowId: 'coreos',
  runId: 'run-1',
  activityId: 'box',
  attempt: 2,
  step: 'box',
  type: 'shell',
  host: 'here',
  queue: 'here',
  bootId: 'boot',
  worker: { pid: 10, startTime: 100 },
  startedAt: '2026-11-23T18:02:00.123Z',
  repeatable: false,
};

const records = () => readRecords(attempts).map(({ record }) => record);

it('follows the attempt: looking, changing, its groups, gone', () => {
  const record = openRecord(attempts, facts);
  expect(records()).toEqual([{ ...facts, phase: 'looking', programs: 0, groups: [] }]);
  record.changing();
  record.groups.started({ pid: 11, startTime: 110 }, 'SIGINT');
  record.groups.started({ pid: 12, startTime: 120 }, 'SIGTERM');
  record.groups.ended({ pid: 11, startTime: 110 });
  expect(records()).toEqual([
    {
      ...facts,
      phase: 'changing',
      programs: 2,
      groups: [{ pid: 12, startTime: 120, endSignal: 'SIGTERM' }],
    },
  ]);
  record.close();
  expect(records()).toEqual([]);
});

it('knows by its mark a program that was started and not written down', () => {
  const record = openRecord(attempts, facts);
  const unrecorded = (mark: string) =>
    readRecords(attempts).map(({ file, record: read }) => isUnrecorded(mark, file, read));
  const first = record.groups.mark?.() ?? '';
  expect(unrecorded(first)).toEqual([true]);
  record.groups.started({ pid: 11, startTime: 110 }, 'SIGTERM');
  expect(unrecorded(first)).toEqual([false]);
  expect(record.groups.mark?.()).not.toBe(first);
  expect(unrecorded(record.groups.mark?.() ?? '')).toEqual([true]);
  expect(unrecorded('another-attempt.9')).toEqual([false]);
  record.close();
});

it('leaves no other file behind', async () => {
  const record = openRecord(attempts, facts);
  await mkdir(record.directory);
  await writeFile(join(record.directory, 'run.sh'), 'true');
  for (let pid = 1; pid < 50; pid++) record.groups.started({ pid, startTime: pid }, 'SIGTERM');
  record.close();
  expect(await readdir(attempts)).toEqual([]);
});

it('is not made up of what is no record', async () => {
  const record = openRecord(attempts, facts);
  await writeFile(join(attempts, 'half.json'), '{"workflowId":');
  await writeFile(join(attempts, 'other.json'), '{}');
  await writeFile(join(attempts, 'box.json.123'), JSON.stringify(facts));
  expect(records()).toHaveLength(1);
  record.close();
});

it('stops the attempt before it changes anything where it cannot be written', () => {
  expect(() => openRecord('/dev/null/attempts', facts)).toThrow(
    expect.objectContaining({ code: 'file.unwritable' }),
  );
});
