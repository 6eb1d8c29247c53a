import { afterAll, beforeAll, expect, test } from 'vitest';
import { OpenPage } from './rig/open-page.js';

/** Holds as long as there is a file. */
const watched = `
name: watched
steps:
  - id: file
    run: touch file
    check: test -e file
`;

let open: OpenPage;

beforeAll(async () => {
  open = await OpenPage.create({ 'watched/pipeline.yaml': watched });
});
afterAll(() => open.close());

test('A look by the clock is made, triggered, shows its drift, pauses and is deleted', async () => {
  const { page } = open;
  await page.getByRole('navigation').getByRole('link', { name: 'Schedules' }).click();
  await page.getByText('Nothing runs by the clock yet').waitFor();
  await page.getByRole('button', { name: 'New schedule…' }).click();
  const dialog = page.getByRole('dialog', { name: 'New schedule' });
  await dialog.getByLabel('Pipeline').click();
  await page.getByRole('option', { name: 'watched' }).click();
  await dialog.getByLabel('Every').fill('soon');
  await dialog.getByRole('button', { name: 'Make the schedule' }).click();
  await dialog.getByRole('alert').waitFor();
  await dialog.getByLabel('Every').fill('6h');
  await dialog.getByRole('button', { name: 'Make the schedule' }).click();
  await dialog.waitFor({ state: 'detached' });

  const schedule = page.getByRole('list', { name: 'Schedules' }).getByRole('article');
  await schedule.getByText('every 6h').waitFor();
  await schedule.getByRole('button', { name: 'Run now' }).click();
  await schedule.getByText('drift: file').waitFor();
  // No run starts then, of which an event could tell.
  await open.served.write('watched/pipeline.yaml', watched.replace('run:', 'runs:'));
  await schedule.getByRole('button', { name: 'Run now' }).click();
  await schedule.getByText('could not start').waitFor();
  await schedule.getByRole('button', { name: 'Pause' }).click();
  await schedule.getByText('paused').first().waitFor();
  await schedule.getByRole('button', { name: 'Delete…' }).click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByText('Nothing runs by the clock yet').waitFor();
  expect(await schedule.count()).toBe(0);
});
