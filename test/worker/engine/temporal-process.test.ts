import { afterAll, expect, test } from 'vitest';
import { freePorts } from '../../../worker/engine/ports.js';
import { launch, tellingLines } from '../../../worker/engine/temporal-process.js';
import { Homes } from './support/homes.js';

const homes = new Homes();
afterAll(() => homes.clear());

const panic = [
  'time=2026-11-28T12:00:00 level=ERROR msg="Failed to start gRPC listener" error="bind: address already in use"',
  'panic: runtime error: invalid memory address or nil pointer dereference',
  '[signal SIGSEGV: segmentation violation code=0x2 addr=0x20 pc=0x1023b3680]',
  'goroutine 1 [running]:',
  ...Array.from({ length: 100 }, (_, i) => `\tcommand.go:${i} +0x2a9`),
];

test('of a server that panicked its reason is told, not the stacks that come after', () => {
  expect(tellingLines(panic)).toEqual(panic.slice(0, 3));
});

test('of any other the last lines are told', () => {
  const said = ['one', 'two', 'three'];
  expect(tellingLines(said, 2)).toEqual(['two', 'three']);
  expect(tellingLines([])).toEqual([]);
});

test('a server that never listens is ended, and its last words before that are told', async () => {
  const home = await homes.fresh();
  const hangs = "trap 'echo I end; exit' TERM; echo I load; while :; do sleep 0.1; done";
  const started = launch(['sh', '-c', hangs], await freePorts(), home, { within: 2000 });
  await expect(started).rejects.toThrow(/does not answer after 2 s \(.*\):\n {2}I load$/s);
});
