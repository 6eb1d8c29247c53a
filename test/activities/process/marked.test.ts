import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { markedLeaders, markName } from '../../../activities/process/marked.js';

const mark = `${randomUUID()}.1`;
const program = spawn('bash', ['-c', 'sleep 60 & wait'], {
  detached: true,
  stdio: 'ignore',
  env: { PATH: process.env.PATH, [markName]: mark },
});
afterEach(() => process.kill(-(program.pid ?? 0), 'SIGKILL'));

test('a program is known by its mark from its start, its children by their leader', async () => {
  const found = () => markedLeaders((one) => one === mark).map(({ pid }) => pid);
  await expect.poll(found).toEqual([program.pid]);
  expect(markedLeaders((one) => one === 'another')).toEqual([]);
});
