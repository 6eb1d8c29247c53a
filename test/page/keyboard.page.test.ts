import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OpenPage } from './rig/open-page.js';
import { shop } from './rig/pipelines.js';

let open: OpenPage;

beforeAll(async () => {
  open = await OpenPage.create({ 'shop/pipeline.yaml': shop });
});
afterAll(() => open.close());

const isFocused = (locator: Locator) =>
  locator.evaluateAll((found) => found.some((element) => element.matches(':focus')));

/** Press Tab until something has the focus, and see that the focus can be seen. */
async function tabTo(locator: Locator): Promise<void> {
  await locator.first().waitFor();
  // What cannot be pressed yet cannot have the focus.
  await expect.poll(() => locator.first().isEnabled()).toBe(true);
  for (let presses = 0; presses < 120; presses++) {
    await open.page.keyboard.press('Tab');
    if (!(await isFocused(locator))) continue;
    // A text field shows it by its border, everything else by an outline.
    const shown = await locator
      .first()
      .evaluate((element) =>
        element.tagName === 'INPUT'
          ? 'border'
          : element.ownerDocument.defaultView?.getComputedStyle(element).outlineStyle,
      );
    expect(shown).not.toBe('none');
    return;
  }
  throw new Error('Tab does not reach it');
}

test('From the first Tab to a finished run by keyboard alone', async () => {
  const { page } = open;
  const press = (key: string) => page.keyboard.press(key);
  await tabTo(page.getByRole('link', { name: 'To the content' }));
  await tabTo(page.getByRole('navigation').getByRole('link', { name: 'Pipelines' }));
  await press('Enter');
  await tabTo(page.getByRole('link', { name: 'shop', exact: true }));
  await press('Enter');
  await tabTo(page.getByLabel('owner'));
  await page.keyboard.type('Ada');
  await press('Enter');
  await open.heading('shop').waitFor();
  await open.state('held');

  await tabTo(open.step('import'));
  await press('Enter');
  await page.getByRole('region', { name: 'Step import' }).waitFor();
  await tabTo(page.getByRole('button', { name: 'Close the step' }));
  await press('Enter');
  await page.getByRole('region', { name: 'Step import' }).waitFor({ state: 'detached' });

  await tabTo(page.getByRole('button', { name: 'Skip…' }));
  await press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Skip import' });
  await dialog.waitFor();
  await press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await expect.poll(() => isFocused(page.getByRole('button', { name: 'Skip…' }))).toBe(true);

  await open.served.write('shop/orders.csv', 'one\n');
  await tabTo(page.getByRole('button', { name: 'Resume', exact: true }));
  await press('Enter');
  await open.state('succeeded');

  await tabTo(page.getByRole('tab', { name: 'Steps' }));
  await press('ArrowRight');
  await page.getByRole('region', { name: 'Graph of the steps' }).waitFor();
  await tabTo(
    page
      .getByRole('region', { name: 'Graph of the steps' })
      .getByRole('button', { name: 'import' }),
  );
  await press('Enter');
  await page.getByRole('region', { name: 'Step import' }).waitFor();
});
