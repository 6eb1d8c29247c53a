import { afterAll, beforeAll, expect, test } from 'vitest';
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

test('An answer that arrives after newer events does not overwrite them', async () => {
  await open.served.remove('slow/go');
  // What the server says of the run while it is running is kept back until the run is over.
  let handIn = () => {};
  const asked = new Promise<void>((resolve) => {
    void open.page.route('**/api/runs/late', async (route) => {
      const response = await route.fetch();
      handIn = () => void route.fulfill({ response });
      resolve();
    });
  });
  await open.start('slow', 'late');
  await asked;
  await open.served.write('slow/go', '');
  await open.state('succeeded');
  const answered = open.page.waitForResponse('**/api/runs/late');
  handIn();
  await (await answered).finished();
  // The page has taken it in a few turns later.
  await open.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 200)));
  const state = open.page.getByRole('status', { name: 'State of the run' });
  expect(await state.textContent()).toContain('succeeded');
});

test('A step that this run has not come to shows no output of the run before', async () => {
  await open.served.write('slow/go', '');
  await open.start('slow', 'twice');
  await open.state('succeeded');
  await open.step('last').click();
  const output = open.page.getByRole('log', { name: 'Lines of last' });
  await output.getByText('three', { exact: true }).waitFor();
  await open.served.remove('slow/go');
  await open.start('slow', 'twice');
  await open.step('slow').getByText('running').waitFor();
  await open.step('last').click();
  const region = open.page.getByRole('region', { name: 'Output of last' });
  await region.getByText('0 lines').waitFor();
  // The stream of the log has been open for a while by then.
  await open.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1000)));
  expect(await region.textContent()).not.toContain('three');
  await open.served.write('slow/go', '');
  await open.state('succeeded');
  await output.getByText('three', { exact: true }).waitFor();
});

test('A run that is not there is told of as that, and not as a lost connection', async () => {
  const { page, served } = open;
  await page.goto(`${served.url}/runs/nosuch`);
  await page.getByText('There is no run named "nosuch".').waitFor();
  // A stream that is refused is asked for again after half a second.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 700)));
  expect(await page.getByText('Connection lost').count()).toBe(0);
});
