import { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { findTemporal } from '../../../worker/engine/temporal-program.js';
import { temporalKeeps } from '../../../worker/housekeeping/temporal-keeps.js';
import { patience } from '../../patience.js';

let temporal: TestWorkflowEnvironment;
beforeAll(async () => {
  const server = { executable: { type: 'existing-path', path: await findTemporal() } } as const;
  temporal = await vi.waitFor(() => TestWorkflowEnvironment.createLocal({ server }), patience);
});
afterAll(() => temporal?.teardown());

/** Nobody works on it: it is open until it is ended. */
async function start(workflowId: string, memo?: Record<string, unknown>): Promise<string> {
  const handle = await temporal.client.workflow.start('nothing', {
    workflowId,
    taskQueue: 'nobody',
    ...(memo ? { memo } : {}),
  });
  return handle.firstExecutionRunId;
}

test('a real server says what it keeps, and what no more', async () => {
  const keeps = temporalKeeps(temporal.nativeConnection, 'default');
  const first = await start('shop');
  await temporal.client.workflow.getHandle('shop').terminate();
  const second = await start('shop', { runId: 'the-first-of-its-chain' });
  await start('shop-2');

  await vi.waitFor(async () => {
    expect(await keeps.executionsOf('shop')).toEqual(
      new Set([first, second, 'the-first-of-its-chain']),
    );
  }, patience);
  expect(await keeps.chainOf('shop')).toBe(second);
  expect(await keeps.chainOf('shop', first)).toBe(first);

  const { workflowService } = temporal.nativeConnection;
  await workflowService.deleteWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: 'shop', runId: first },
  });
  await vi.waitFor(async () => {
    expect(await keeps.chainOf('shop', first)).toBeUndefined();
    expect(await keeps.executionsOf('shop')).not.toContain(first);
  }, patience);
  expect(await keeps.chainOf('never')).toBeUndefined();
  expect(await keeps.executionsOf('never')).toEqual(new Set());

  const { id, retention } = await keeps.namespace();
  expect(id).toMatch(/^[0-9a-f-]{36}$/);
  expect(retention).toBeGreaterThanOrEqual(24 * 60 * 60 * 1000);
});

test('a namespace that is not there is no empty one', async () => {
  const keeps = temporalKeeps(temporal.nativeConnection, 'nowhere');
  await expect(keeps.namespace()).rejects.toThrow();
  await expect(keeps.executionsOf('shop')).rejects.toThrow();
  await expect(keeps.executionsOf('shop" OR WorkflowId != "')).rejects.toThrow(/cannot be asked/);
});
