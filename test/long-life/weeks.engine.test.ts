import { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plan, reading, step } from '../workflows/plan-builder.js';
import { failure, holds, rigOn, type TemporalRig } from '../workflows/temporal-rig.js';
import { findTestServer } from './test-server.js';

const by = { kind: 'user', id: 'somebody@somewhere', via: 'command' } as const;
const day = 24 * 60 * 60 * 1000;
const server = await findTestServer();
const missing =
  'missing' in server ? ` (skipped, no server that skips time: ${server.missing})` : '';

const steps = [
  step('a'),
  step('b', { needs: ['a'], checked: false, ...reading('a') }),
  step('c', { needs: ['a', 'b'], ...reading('b') }),
];

describe.skipIf(missing !== '')(`a run that is held for three weeks${missing}`, () => {
  let rig: TemporalRig;
  let broken: boolean;
  let visited: string[];

  beforeAll(async () => {
    if ('missing' in server) return;
    const executable = { type: 'existing-path', path: server.path } as const;
    rig = await rigOn(() => TestWorkflowEnvironment.createTimeSkipping({ server: { executable } }));
    rig.activity = (task) => {
      visited.push(task.step);
      if (task.step === 'c' && broken) throw failure();
      return holds(task);
    };
  });
  afterAll(() => rig?.close());

  async function heldFor(days: number, timeout?: number): Promise<string> {
    broken = true;
    visited = [];
    const last = step('last', { with: { map: { state: stateOfRun } } });
    const pipeline = plan(steps, { finally: [last], ...(timeout ? { timeout } : {}) });
    const name = await rig.start(pipeline);
    expect((await rig.settled(name)).state).toBe('held');
    await rig.environment.sleep(days * day);
    broken = false;
    return name;
  }
  const stateOfRun = { expression: { expr: 'run.state', reads: [] } };

  it('is held still, and goes on from there with what was done', async () => {
    const name = await heldFor(21);
    const held = await rig.runs.view(name);
    expect(held.state).toBe('held');
    expect(held.steps[1]?.outputs).toEqual({ value: 'value of b' });
    await rig.runs.resume(name, { by });
    const end = await rig.settled(name);
    expect(end.state).toBe('succeeded');
    expect(visited).toEqual(['a', 'b', 'c', 'a', 'c', 'last']);
    const took = Date.parse(end.endedAt ?? '') - Date.parse(end.startedAt);
    expect(Math.round(took / day)).toBe(21);
  });

  it('goes on within a timeout of the run that is longer than that', async () => {
    const name = await heldFor(21, 30 * day);
    await rig.runs.resume(name, { by });
    expect((await rig.settled(name)).state).toBe('succeeded');
  });

  it('has failed where the timeout of the run is shorter, and finally was told so', async () => {
    const name = await heldFor(21, 14 * day);
    const end = await rig.runs.view(name);
    expect(end.state).toBe('failed');
    const took = Date.parse(end.endedAt ?? '') - Date.parse(end.startedAt);
    expect(Math.round(took / day)).toBe(14);
    expect(end.steps.map(({ state }) => state)).toEqual(['done', 'done', 'cancelled']);
    expect(visited).toEqual(['a', 'b', 'c', 'last']);
    await expect(rig.runs.resume(name, { by })).rejects.toMatchObject({ code: 'run.refused' });
  });
});
