import { afterAll, beforeAll, expect, test } from 'vitest';
import { OpenPage } from './rig/open-page.js';
import { large } from './rig/pipelines.js';

let open: OpenPage;

beforeAll(async () => {
  open = await OpenPage.create({ 'large/pipeline.yaml': large(500, 10_000) });
});
afterAll(() => open.close());

test('Of 500 steps only those in sight are in the page, and the last one can be reached', async () => {
  await open.start('large');
  await open.page.getByText('of 500 steps done').waitFor();
  const rows = open.page.getByRole('list', { name: 'Steps' }).getByRole('listitem');
  await rows.first().waitFor();
  expect(await rows.first().getAttribute('aria-setsize')).toBe('500');
  expect(await rows.count()).toBeLessThan(80);
  // While rows come in below, the end that was gone to may not be the end any more.
  const atTheEnd = async () => {
    await open.page.keyboard.press('End');
    return open.step('step-499').isVisible();
  };
  await expect.poll(atTheEnd).toBe(true);
  expect(await rows.count()).toBeLessThan(80);
});

test('Of 10,000 lines only those in sight are in the page; the end is followed, any line found', async () => {
  // A page that is still on its way down takes the key for a start from there.
  const backToTheTop = async () => {
    await open.page.keyboard.press('Home');
    return open.step('talk').isVisible();
  };
  await expect.poll(backToTheTop).toBe(true);
  await open.step('talk').click();
  const log = open.page.getByRole('log', { name: 'Lines of talk' });
  await log.getByText('line 10000 of the long output', { exact: true }).waitFor();
  const lines = log.getByText('of the long output');
  expect(await lines.count()).toBeLessThan(120);
  const output = open.page.getByRole('region', { name: 'Output of talk' });
  await output.getByLabel('Search the output').fill('line 4321 of');
  await log.getByText('line 4321 of the long output', { exact: true }).waitFor();
  expect(await lines.count()).toBeLessThan(120);
});

test('The time line and the graph show the same 500 steps', async () => {
  await open.page.getByRole('tab', { name: 'Time line' }).click();
  const rows = open.page.getByRole('list', { name: 'Time line' }).getByRole('listitem');
  await rows.first().waitFor();
  expect(await rows.count()).toBeLessThan(120);
  await open.page.getByRole('tab', { name: 'Graph' }).click();
  const boxes = open.page.getByRole('region', { name: 'Graph of the steps' }).getByRole('button');
  await boxes.filter({ hasText: 'step-' }).first().waitFor();
  await expect.poll(() => boxes.count()).toBeLessThan(200);
});

test('A step is found by its name, in the list and in the graph, and the view is in the address', async () => {
  const { page } = open;
  await page.getByRole('tab', { name: 'Steps' }).click();
  await page.getByRole('list', { name: 'Steps', exact: true }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('step-377');
  const rows = page.getByRole('list', { name: 'Steps', exact: true }).getByRole('listitem');
  await expect.poll(() => rows.count()).toBe(1);
  expect(page.url()).toContain('find=step-377');
  await page.getByRole('tab', { name: 'Graph' }).click();
  const graph = page.getByRole('region', { name: 'Graph of the steps' });
  await graph.getByRole('button', { name: /step-377/ }).waitFor();
  await page.getByLabel('Find steps').last().press('Escape');
  expect(page.url()).not.toContain('find=');
});
