import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { endLostGroup } from '../../../activities/process/lost-group.js';
import { groupMembers, readProcess } from '../../../activities/process/proc.js';
import { tempFolder, waitFor } from '../temp-folder.js';
import { runTypeScript, type TypeScriptProcess } from '../typescript-process.js';

let folder: Awaited<ReturnType<typeof tempFolder>>;
let worker: TypeScriptProcess;
beforeEach(async () => {
  folder = await tempFolder();
});
afterEach(async () => {
  await worker.remove();
  await folder.remove();
});

/** A worker that starts a script, and is killed; resolves to the leader of the script's group. */
async function loseWorker(script: string): Promise<{ pid: number; startTime: number }> {
  worker = await runTypeScript(`
    import { runProgram } from './activities/process/run-program.js';
    await runProgram('bash', ['-c', ${JSON.stringify(script)}], {
      cwd: ${JSON.stringify(folder.path)},
      env: process.env,
    });
  `);
  const leader = await waitFor(async () => {
    const pid = Number(await readFile(`${folder.path}/leader`, 'utf8'));
    return pid > 0 ? readProcess(pid) : undefined;
  });
  worker.child.kill('SIGKILL');
  return leader;
}

const alive = (pid: number) => groupMembers(pid).length;

it('ends the group that a killed worker left, though it ignores TERM', async () => {
  const leader = await loseWorker(
    `trap '' TERM; (trap '' TERM; while :; do sleep 0.05; done) & echo $$ > leader; while :; do sleep 0.05; done`,
  );
  expect(alive(leader.pid)).toBeGreaterThan(1);
  expect(await endLostGroup(leader, 'SIGTERM', 100)).toBe(true);
  expect(alive(leader.pid)).toBe(0);
  expect(await endLostGroup(leader)).toBe(false);
});

it('ends the members of a group whose leader is gone', async () => {
  const leader = await loseWorker('sleep 60 & sleep 60 & echo $$ > leader; wait');
  process.kill(leader.pid, 'SIGKILL');
  await waitFor(() => (readProcess(leader.pid)?.state ?? 'Z') === 'Z' || undefined);
  expect(alive(leader.pid)).toBe(2);
  expect(await endLostGroup(leader)).toBe(true);
  expect(alive(leader.pid)).toBe(0);
});

it('leaves a process alone that was given the number since', async () => {
  const leader = await loseWorker('echo $$ > leader; sleep 60');
  const earlier = { pid: leader.pid, startTime: leader.startTime - 1 };
  expect(await endLostGroup(earlier)).toBe(false);
  expect(alive(leader.pid)).toBeGreaterThan(0);
  await endLostGroup(leader);
});
