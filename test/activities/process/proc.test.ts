import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import {
  bootId,
  groupMembers,
  isAlive,
  ownIdentity,
  readProcess,
} from '../../../activities/process/proc.js';

it('knows this process', () => {
  expect(isAlive(ownIdentity())).toBe(true);
  expect(readProcess(process.pid)?.parent).toBe(process.ppid);
});

it('tells a process from an earlier one with its number', () => {
  expect(isAlive({ ...ownIdentity(), startTime: 1 })).toBe(false);
});

it('reads a process whose name holds brackets and blanks', async () => {
  const child = spawn('bash', ['-c', 'printf "a) S 1 (b" > /proc/$$/comm; echo; read'], {
    detached: true,
  });
  await once(child.stdout, 'data');
  const facts = readProcess(child.pid ?? 0);
  expect(facts).toMatchObject({ name: 'a) S 1 (b', parent: process.pid, group: child.pid });
  expect(groupMembers(child.pid ?? 0).map((member) => member.pid)).toEqual([child.pid]);
  child.stdin.end();
  await once(child, 'exit');
  expect(groupMembers(child.pid ?? 0)).toEqual([]);
});

it('knows the boot', () => {
  expect(bootId()).toMatch(/^[0-9a-f-]{36}$/);
});
