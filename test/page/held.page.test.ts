import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OpenPage } from './rig/open-page.js';
import { patient, shop } from './rig/pipelines.js';

let open: OpenPage;

beforeAll(async () => {
  open = await OpenPage.create({
    'shop/pipeline.yaml': shop,
    'patient/pipeline.yaml': patient,
  });
});
afterAll(() => open.close());

/** Start the shop without its orders: it is held at `import`. */
async function hold(name: string): Promise<void> {
  const form = await open.form('shop');
  await form.getByLabel('owner').fill('Ada');
  await form.getByLabel('Name').fill(name);
  await form.getByRole('button', { name: 'Start' }).click();
  await open.heading(name).waitFor();
  await open.state('held');
}

const held = () => open.page.getByRole('region', { name: 'Held', exact: true });

test('A held run cannot be missed at home, and its panel says what failed and what to do', async () => {
  await hold('told');
  const panel = held();
  await panel.getByText('Held at import').waitFor();
  await panel.getByText('orders.csv is empty or not there').first().waitFor();
  await panel.getByText('What to do').waitFor();
  await open.home();
  const card = open.page
    .getByRole('region', { name: 'Waiting for you' })
    .getByRole('article')
    .filter({ hasText: 'told' });
  await card.getByText('held', { exact: true }).waitFor();
  await card.getByRole('link', { name: 'See what failed, and go on' }).click();
  await open.heading('told').waitFor();
});

test('A preview tells what a resume will do, and the resume does it', async () => {
  await hold('resumed');
  const preview = held().getByRole('list', { name: 'What a resume will do' });
  const step = (id: string) =>
    preview.getByRole('listitem').filter({ has: open.page.getByText(id, { exact: true }) });
  await step('import').getByText('checked').waitFor();
  await step('report').getByText('to do').waitFor();
  await open.served.write('shop/orders.csv', 'one\ntwo\n');
  await held().getByRole('button', { name: 'Look at the world first' }).click();
  await step('import').getByText('just now').waitFor();
  // What does not hold stands first, and is counted; what holds is folded.
  expect(await preview.getByRole('listitem').first().textContent()).toContain('does not hold');
  await held().getByText('1 does not hold · 1 to do · 1 hold').waitFor();
  await held().getByText('1 step holds or stays as it is').waitFor();
  await held().getByRole('button', { name: 'Resume', exact: true }).click();
  await open.state('succeeded');
  await open.page.getByRole('tab', { name: 'Who did what' }).click();
  const history = open.page.getByRole('region', { name: 'Who did what' });
  await history.getByText('resumed').waitFor();
  await history.getByText('started the run').waitFor();
  await open.page.getByRole('tab', { name: 'Inputs and outputs' }).click();
  const outputs = open.page.getByRole('region', { name: 'Outputs', exact: true });
  expect(await outputs.textContent()).toContain('2');
});

test('What happened before a resume stays told: the failure, the hold, who resumed it, and when', async () => {
  const { page } = open;
  await open.served.write('shop/orders.csv', '');
  await hold('remembered');
  await held().getByRole('list', { name: 'Because it was held' }).getByText('call').waitFor();
  await open.served.write('shop/orders.csv', 'one\n');
  await held().getByRole('button', { name: 'Resume', exact: true }).click();
  await open.state('succeeded');
  await open.step('call').waitFor();
  await page.getByRole('tab', { name: 'Who did what' }).click();
  const history = page.getByRole('region', { name: 'Who did what' });
  await history.getByText('The run ended: succeeded').waitFor();
  const told = await history.getByRole('listitem').allTextContents();
  const places = [/started the run/, /import failed/, /Held at import/, /resumed import/].map(
    (words) => told.findIndex((line) => words.test(line)),
  );
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places[0]).toBe(0);
  expect(told.filter((line) => line.includes('import')).join()).toContain('import changed');
  await history.getByLabel(/^What went well too/).uncheck();
  await history.getByText('import changed').waitFor({ state: 'detached' });
  await history.getByText('orders.csv is empty or not there').waitFor();
  await page.getByRole('tab', { name: 'Time line' }).click();
  await page.getByText('It waited for somebody, 1 time').waitFor();
  const row = page
    .getByRole('list', { name: 'Time line' })
    .getByRole('button', { name: /^import/ });
  expect(await row.getAttribute('aria-label')).toContain('1 time before');
});

test('A look that takes long need not be waited for', async () => {
  await open.served.write('shop/orders.csv', '');
  await hold('looked');
  let goOn = () => {};
  await open.page.route('**/api/runs/looked/preview', async (route) => {
    if (route.request().postDataJSON().look) await new Promise<void>((go) => (goOn = go));
    await route.continue().catch(() => undefined);
  });
  await held().getByRole('button', { name: 'Look at the world first' }).click();
  await held().getByText('Looking at the world, for').waitFor();
  const resume = held().getByRole('button', { name: 'Resume', exact: true });
  expect(await resume.isEnabled()).toBe(true);
  await held().getByRole('button', { name: 'Do not wait for it' }).click();
  await held().getByRole('button', { name: 'Look at the world first' }).waitFor();
  goOn();
  await open.page.unroute('**/api/runs/looked/preview');
});

test('Resume corrected reads the file again, says what changed, and goes on with it', async () => {
  await open.served.write('shop/orders.csv', '');
  await hold('corrected');
  await open.served.write('shop/pipeline.yaml', shop.replace('test -s orders.csv', 'true'));
  await held().getByRole('button', { name: 'Resume corrected…' }).click();
  const dialog = open.page.getByRole('dialog', { name: 'Resume with the corrected pipeline' });
  await dialog.getByText('import (changed)').waitFor();
  const changed = dialog.getByRole('listitem').filter({ hasText: 'import' });
  expect(await changed.getByRole('deletion').textContent()).toContain('test -s orders.csv');
  expect(await changed.getByRole('insertion').textContent()).toMatch(/^\+ /);
  await dialog.getByRole('button', { name: 'Resume corrected' }).click();
  await open.state('succeeded');
  await open.served.write('shop/pipeline.yaml', shop);
});

test('Skip asks for a reason, which stays with the run', async () => {
  await open.served.write('shop/orders.csv', '');
  await open.served.write('shop/shelves.csv', 'by hand\n');
  await hold('skipped');
  await held().getByRole('button', { name: 'Skip…' }).click();
  const dialog = open.page.getByRole('dialog', { name: 'Skip import' });
  const skip = dialog.getByRole('button', { name: 'Skip the step' });
  expect(await skip.isDisabled()).toBe(true);
  await dialog.getByLabel('Reason').fill('imported by hand');
  await dialog.getByLabel('It was done by hand').check();
  await dialog.getByRole('button', { name: 'Take it for done' }).click();
  await open.state('succeeded');
  await open.page.getByText('done by hand').first().waitFor();
  await open.page.getByRole('tab', { name: 'Who did what' }).click();
  await open.page.getByText('imported by hand').waitFor();
});

test('Abort says in words what becomes of what was made, and takes it down', async () => {
  await open.served.write('shop/orders.csv', '');
  await hold('gone');
  expect(existsSync(open.served.path('shop/shelves'))).toBe(true);
  await held().getByRole('button', { name: 'Abort…' }).click();
  const dialog = open.page.getByRole('dialog', { name: 'Abort gone' });
  await dialog.getByLabel('Take it down').check();
  await dialog.getByRole('button', { name: 'Abort and take down' }).click();
  await open.state('aborted');
  expect(existsSync(open.served.path('shop/shelves'))).toBe(false);
  expect(await readFile(open.served.path('shop/pipeline.yaml'), 'utf8')).toBe(shop);
});

test('A step that waits for its next attempt has it now, or is skipped', async () => {
  await open.start('patient');
  const waits = open.page.getByRole('region', { name: 'Tries again by itself' });
  const come = waits.getByRole('article', { name: 'come tries again' });
  await come.getByText(/^attempt 2 of 5 in (10m 00s|9m \d\ds)$/).waitFor();
  await open.served.write('patient/there', '');
  await come.getByRole('button', { name: 'Try again now' }).click();
  await open.step('come').getByText('changed').waitFor();
  await come.waitFor({ state: 'detached' });
  const never = waits.getByRole('article', { name: 'never tries again' });
  await never.getByRole('button', { name: 'Skip…' }).click();
  const dialog = open.page.getByRole('dialog', { name: 'Skip never' });
  await dialog.getByLabel('Reason').fill('not needed today');
  await dialog.getByRole('button', { name: 'Skip the step' }).click();
  await open.state('succeeded');
});
