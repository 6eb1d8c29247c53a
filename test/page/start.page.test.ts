import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OpenPage } from './rig/open-page.js';
import { broken, shop, slow } from './rig/pipelines.js';

let open: OpenPage;

beforeAll(async () => {
  open = await OpenPage.create({
    'shop/pipeline.yaml': shop,
    'shop/orders.csv': 'one\ntwo\nthree\n',
    'slow/pipeline.yaml': slow,
    'broken/pipeline.yaml': broken,
  });
});
afterAll(() => open.close());

test('What does not fit is said beside the field; what fits starts', async () => {
  const form = await open.form('shop');
  await form.getByLabel('shelves').fill('12');
  await form.getByLabel('owner').fill('A');
  await form.getByRole('button', { name: 'Start' }).click();
  await form.getByText('Not started: some inputs do not fit').waitFor();
  const shelves = form.getByLabel('shelves');
  const owner = form.getByLabel('owner');
  expect(await shelves.getAttribute('aria-invalid')).toBe('true');
  expect(await owner.getAttribute('aria-invalid')).toBe('true');
  await shelves.fill('4');
  await owner.fill('Ada');
  await form.getByRole('button', { name: 'Start' }).click();
  await open.heading('shop').waitFor();
  await open.state('succeeded');
});

test('Plan says what Start would do, and does nothing', async () => {
  const form = await open.form('shop');
  await form.getByLabel('owner').fill('Ada');
  await form.getByLabel('Name').fill('planned');
  await form.getByRole('button', { name: 'Plan' }).click();
  const plan = open.page.getByRole('region', { name: 'Plan' });
  await plan.getByRole('heading', { name: 'What Start would do' }).waitFor();
  await plan.getByRole('listitem').filter({ hasText: 'report' }).getByText('always runs').waitFor();
  await plan.getByRole('listitem').filter({ hasText: 'import' }).getByText('unchanged').waitFor();
});

test('Start after Plan starts nothing else than was planned', async () => {
  const form = await open.form('shop');
  await form.getByLabel('owner').fill('Ada');
  await form.getByLabel('Name').fill('planned');
  await form.getByRole('button', { name: 'Plan' }).click();
  await open.page.getByRole('heading', { name: 'What Start would do' }).waitFor();
  await open.served.write('shop/pipeline.yaml', shop.replace('mkdir -p', 'mkdir -vp'));
  await form.getByRole('button', { name: 'Start' }).click();
  await form.getByRole('alert').getByText('shop is not what was planned').waitFor();
  await open.served.write('shop/pipeline.yaml', shop);
});

test('A refused start is in sight, leads to the run in the way, and has the focus', async () => {
  const { page } = open;
  await page.setViewportSize({ width: 1280, height: 560 });
  await open.start('slow', 'taken');
  const form = await open.form('shop');
  await form.getByLabel('owner').fill('Ada');
  await form.getByLabel('Name').fill('taken');
  await form.getByRole('button', { name: 'Start' }).click();
  const refusal = form.getByRole('alert');
  await refusal.getByText('A run named taken is open already: running.').waitFor();
  await expect.poll(() => inSight(refusal)).toBe(true);
  expect(await page.evaluate('document.activeElement.textContent')).toContain('taken');
  await refusal.getByRole('link', { name: 'Go to the run taken' }).click();
  await open.heading('taken').waitFor();
  await open.served.write('slow/go', '');
  await open.state('succeeded');
  await open.served.remove('slow/go');
});

test('A name that no run can have is told beside its field, once', async () => {
  const form = await open.form('shop');
  await form.getByLabel('owner').fill('Ada');
  await form.getByLabel('Name').fill('a b/c');
  await form.getByRole('button', { name: 'Start' }).click();
  const words = form.getByText('a name has letters, digits, dots');
  await words.waitFor();
  expect(await words.count()).toBe(1);
  await expect.poll(() => form.getByLabel('Name').getAttribute('aria-invalid')).toBe('true');
  expect(await inSight(form.getByText('Not started: some inputs do not fit'))).toBe(true);
});

test('The bar tells how far Plan is, and its result comes into view with the focus', async () => {
  const { page } = open;
  const form = await open.form('shop');
  await form.getByLabel('owner').fill('Ada');
  await form.getByRole('button', { name: 'Plan' }).click();
  await form
    .getByText(/^Plan: .*1 always run/)
    .first()
    .waitFor();
  const heading = page.getByRole('heading', { name: 'What Start would do' });
  await expect.poll(() => inSight(heading)).toBe(true);
  expect(await page.evaluate('document.activeElement.ariaLabel')).toBe('Plan');
  await page.setViewportSize({ width: 1280, height: 900 });
});

/** Whether all of it is between the upper and the lower edge, and nothing lies over its middle. */
async function inSight(what: Locator): Promise<boolean> {
  const box = await what.boundingBox();
  const size = open.page.viewportSize();
  if (box === null || size === null) return false;
  const middle = `${box.x + box.width / 2}, ${box.y + box.height / 2}`;
  const there = await open.page.evaluate(`document.elementFromPoint(${middle})?.textContent`);
  const isOver = typeof there !== 'string' || !(await what.textContent())?.includes(there);
  return box.y >= 0 && box.y + box.height <= size.height && !isOver;
}

test('Steps that are not chosen are left out', async () => {
  const form = await open.form('shop');
  await form.getByLabel('owner').fill('Ada');
  await form.getByLabel('Name').fill('some');
  await form.getByRole('checkbox', { name: 'report' }).uncheck();
  await form.getByRole('button', { name: 'Start' }).click();
  await open.heading('some').waitFor();
  await open.state('succeeded');
  await open.step('report').getByText('skipped').waitFor();
});

test('A run is watched live: its steps, its output as it comes, and its end', async () => {
  await open.start('slow');
  await open.step('slow').getByText('running').waitFor();
  await open.step('slow').click();
  const log = open.page.getByRole('log', { name: 'Lines of slow' });
  await log.getByText('waiting 3', { exact: true }).waitFor();
  await log.getByText('waiting 9', { exact: true }).waitFor();
  await open.served.write('slow/again', '');
  await log.getByText('waiting again', { exact: true }).waitFor();
  await open.served.write('slow/go', '');
  await log.getByText('went', { exact: true }).waitFor();
  await open.state('succeeded');
  await open.step('last').getByText('changed').waitFor();
});

test('The output is searched, and downloaded whole', async () => {
  const output = open.page.getByRole('region', { name: 'Output of slow' });
  await output.getByLabel('Search the output').fill('WENT');
  await output.getByText('1 of 1').waitFor();
  const [download] = await Promise.all([
    open.page.waitForEvent('download'),
    output.getByRole('link', { name: 'Download' }).click(),
  ]);
  const stream = await download.createReadStream();
  let text = '';
  for await (const chunk of stream) text += chunk;
  expect(text).toContain('waiting 1\n');
  expect(text).toContain('went\n');
});

test('Filters narrow the list, and stand in the address', async () => {
  await open.home();
  const list = open.page.getByRole('list', { name: 'Runs' });
  await list.getByRole('link', { name: 'some' }).waitFor();
  await open.page.getByLabel('Name', { exact: true }).fill('slo');
  await list.getByRole('link', { name: 'some' }).waitFor({ state: 'detached' });
  expect(open.page.url()).toContain('name=slo');
  await open.page.reload();
  await list.getByRole('link', { name: 'slow' }).waitFor();
  expect(await list.getByRole('link').count()).toBe(1);
});

test('A run is compared with the last green one', async () => {
  const form = await open.form('shop');
  await form.getByLabel('owner').fill('Grace');
  await form.getByRole('button', { name: 'Start' }).click();
  await open.heading('shop').waitFor();
  await open.state('succeeded');
  await open.page.getByRole('link', { name: 'Compare' }).click();
  const inputs = open.page.getByRole('region', { name: 'Inputs that differ' });
  await inputs.getByText('Grace').waitFor();
  await inputs.getByText('Ada').waitFor();
});

test('A run that is over is verified, run again with its inputs, and taken down', async () => {
  const { page } = open;
  await page.goto(`${open.served.url}/runs/shop`);
  await open.state('succeeded');
  const about = page.getByRole('list', { name: 'About this run' });
  await page.getByRole('button', { name: 'Verify' }).click();
  await about.getByText(/^look/).waitFor();
  await open.state('succeeded');
  await page.goBack();
  await open.heading('shop').waitFor();
  await page.getByRole('button', { name: 'Run again…' }).click();
  const again = page.getByRole('dialog', { name: 'Run shop again' });
  await again.getByText('owner').waitFor();
  await again.getByRole('button', { name: 'Run again' }).click();
  await again.waitFor({ state: 'detached' });
  await open.step('import').getByText('unchanged').waitFor();
  await open.state('succeeded');
  await page.getByRole('button', { name: 'Take down…' }).click();
  const down = page.getByRole('dialog', { name: 'Take down shop' });
  await down.getByText('import, folder').waitFor();
  await down.getByRole('button', { name: 'Take down' }).click();
  await about.getByText(/^take down/).waitFor();
  await open.state('succeeded');
  await open.step('folder').getByText('taken down').waitFor();
});

test('What a pipeline brought up last is taken down from its own page', async () => {
  const { page } = open;
  const form = await open.form('shop');
  await form.getByLabel('owner').fill('Ada');
  await form.getByRole('button', { name: 'Start' }).click();
  await open.heading('shop').waitFor();
  await open.state('succeeded');
  await page
    .getByRole('list', { name: 'About this run' })
    .getByRole('link', { name: 'shop' })
    .click();
  await page.getByRole('button', { name: 'Take down…' }).click();
  const down = page.getByRole('dialog', { name: 'Take down shop' });
  await down.getByText('import, folder').waitFor();
  await down.getByRole('button', { name: 'Take down' }).click();
  await open.heading('shop').waitFor();
  await open.step('folder').getByText('taken down').waitFor();
});

test('A link fills the form in; what is written stays over a reload; a cleared number is told', async () => {
  const { page } = open;
  await page.goto(`${open.served.url}/pipelines/shop?shelves=5&owner=Grace&kind=tools`);
  const form = page.getByRole('form', { name: 'Start shop' });
  const written = (name: string) => form.getByRole('textbox', { name }).inputValue();
  await form.waitFor();
  expect([await written('shelves'), await written('owner')]).toEqual(['5', 'Grace']);
  await form.getByRole('textbox', { name: 'owner' }).fill('Gracie');
  await page.reload();
  await form.waitFor();
  expect([await written('shelves'), await written('owner')]).toEqual(['5', 'Gracie']);
  await form.getByRole('textbox', { name: 'shelves' }).fill('');
  await form.getByRole('button', { name: 'Start' }).click();
  await form.getByText('is empty: write a number, such as its default, 3').waitFor();
  await form.getByText('Not started: some inputs do not fit').waitFor();
});

test('The text of a pipeline shows what is wrong with it in its place', async () => {
  await open.page.getByRole('navigation').getByRole('link', { name: 'Pipelines' }).click();
  await open.page.getByRole('link', { name: 'broken', exact: true }).click();
  await open.page.getByText('there is no field runs here').waitFor();
  await open.page.getByText('did you mean run?').waitFor();
});
