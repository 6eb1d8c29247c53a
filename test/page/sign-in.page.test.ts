import { afterAll, beforeAll, expect, test } from 'vitest';
import { goTo } from './rig/browser.js';
import { OpenPage } from './rig/open-page.js';
import { gate } from './rig/pipelines.js';

let open: OpenPage;

beforeAll(async () => {
  open = await OpenPage.create({ 'gate/pipeline.yaml': gate });
});
afterAll(() => open.close());

test('A link signs in once, and leaves no code in the address', async () => {
  const link = await open.served.signInLink();
  const page = await open.browser.signIn(link);
  expect(page.url()).not.toContain('#');
  await goTo(page, 'about:blank');
  await goTo(page, link);
  await page.getByRole('alert').waitFor();
  await page.getByText('muster open').first().waitFor();
  await page.close();
});

test('Who is not signed in is told how to get a link', async () => {
  const page = await open.browser.context.newPage();
  await page.context().clearCookies();
  await goTo(page, open.served.url);
  await page.getByRole('heading', { name: 'Sign in to Muster' }).waitFor();
  await page.getByText('muster open').waitFor();
  await page.close();
});

test('Sign out ends the session', async () => {
  const page = await open.browser.signIn(await open.served.signInLink());
  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in to Muster' }).waitFor();
  await goTo(page, open.served.url);
  await page.getByRole('heading', { name: 'Sign in to Muster' }).waitFor();
  await page.close();
});

test('Who may only read sees everything, can change nothing, and is told why', async () => {
  const operator = await open.browser.signIn(await open.served.signInLink());
  await goTo(operator, `${open.served.url}/pipelines`);
  await operator.getByRole('link', { name: 'gate', exact: true }).click();
  await operator.getByRole('button', { name: 'Start' }).click();
  await operator.getByRole('region', { name: 'Approval release' }).waitFor();
  await operator.context().clearCookies();

  const page = await open.browser.signIn(await open.served.signInLink('reader'));
  await page.getByText('read only', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'Decide' }).click();
  const approval = page.getByRole('region', { name: 'Approval release' });
  await approval.getByText('You are signed in to read only').waitFor();
  const approve = approval.getByRole('button', { name: 'Approve…' });
  expect(await approve.isDisabled()).toBe(true);
  await approve.hover({ force: true });
  await page.getByRole('tooltip').getByText('You are signed in to read only').waitFor();
  await goTo(page, `${open.served.url}/pipelines`);
  await page.getByRole('link', { name: 'gate', exact: true }).click();
  const form = page.getByRole('form', { name: 'Start gate' });
  await form.getByText('You are signed in to read only').waitFor();
  expect(await form.getByRole('button', { name: 'Start' }).isDisabled()).toBe(true);
});

test('A link of muster open leads to the run that it names, and the page names the command', async () => {
  const { stdout } = await open.served.muster.run('open', 'gate', '--json');
  const { url } = JSON.parse(stdout) as { url: string };
  const page = await open.browser.context.newPage();
  await page.context().clearCookies();
  await goTo(page, `${open.served.url}/runs/gate?view=time`);
  await page.getByText('muster open gate', { exact: true }).waitFor();
  await page.getByText('/runs/gate?view=time').waitFor();
  await goTo(page, url);
  await page.getByRole('heading', { name: 'gate', level: 1 }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/runs/gate');
  await page.close();
});
