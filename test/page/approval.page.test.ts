import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OpenPage } from './rig/open-page.js';
import { gate, slow } from './rig/pipelines.js';

let open: OpenPage;

beforeAll(async () => {
  open = await OpenPage.create({ 'gate/pipeline.yaml': gate, 'slow/pipeline.yaml': slow });
});
afterAll(() => open.close());

test('Reject asks for a reason, and holds the run; resumed, somebody is asked again and approves', async () => {
  await open.start('gate');
  const approval = open.page.getByRole('region', { name: 'Approval release' });
  await approval.getByText('Open the gate for everybody?').waitFor();
  await approval.getByRole('button', { name: 'Reject…' }).click();
  const rejection = open.page.getByRole('dialog', { name: 'Reject release' });
  await rejection.getByLabel('Reason').fill('not on a Friday');
  await rejection.getByRole('button', { name: 'Reject' }).click();
  await open.state('held');
  const held = open.page.getByRole('region', { name: 'Held', exact: true });
  await held.getByText('not on a Friday').first().waitFor();
  await held.getByRole('button', { name: 'Resume', exact: true }).click();
  await open.state('waits for approval');
  await approval.getByRole('button', { name: 'Approve…' }).click();
  const dialog = open.page.getByRole('dialog', { name: 'Approve release' });
  await dialog.getByLabel('Reason').fill('it is Monday');
  await dialog.getByRole('button', { name: 'Approve' }).click();
  await open.state('succeeded');
  expect(existsSync(open.served.path('gate/open'))).toBe(true);
});

test('A paused run says so, and goes on when somebody resumes it', async () => {
  await open.start('slow');
  await open.step('slow').getByText('running').waitFor();
  await open.page.getByRole('button', { name: 'Pause' }).click();
  // Until the run knows of it, the next step starts.
  const paused = open.page.getByRole('region', { name: 'Paused' });
  await paused.getByText('nothing new starts').waitFor();
  await open.served.write('slow/go', '');
  await open.state('paused');
  await paused.getByRole('button', { name: 'Resume' }).click();
  await open.state('succeeded');
});
