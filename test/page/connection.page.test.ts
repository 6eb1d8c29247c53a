import { afterAll, beforeAll, test } from 'vitest';
import { OpenPage } from './rig/open-page.js';
import { slow } from './rig/pipelines.js';

let open: OpenPage;

beforeAll(async () => {
  open = await OpenPage.create({ 'slow/pipeline.yaml': slow });
});
afterAll(() => open.close());

test('A lost connection is said; when the server is back the page goes on by itself', async () => {
  await open.start('slow');
  await open.step('slow').getByText('running').waitFor();
  const lost = open.page.getByText('Connection lost. What you see may be old.');
  await open.served.kill();
  await lost.waitFor();
  await open.served.start();
  await lost.waitFor({ state: 'detached' });
  // The worker was lost while a step without a check ran: nobody knows how far it got.
  await open.state('held');
  const held = open.page.getByRole('region', { name: 'Held', exact: true });
  await held.getByRole('checkbox', { name: 'Yes, do slow again' }).check();
  await open.served.write('slow/go', '');
  await held.getByRole('button', { name: 'Resume', exact: true }).click();
  await open.state('succeeded');
});
