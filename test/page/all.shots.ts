import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, test } from 'vitest';
import { OpenPage } from './rig/open-page.js';
import { showcase } from './rig/showcase.js';

const images = resolve(import.meta.dirname, '../../docs/images');

let open: OpenPage;

/** A cluster that came up once, now held at core-02; another one that waits for approval. */
beforeAll(async () => {
  await mkdir(images, { recursive: true });
  open = await OpenPage.create(showcase);
  await open.served.write('cluster/repaired', '');
  await start('cluster');
  await open.state('succeeded');
  await start('backup');
  await open.state('succeeded');
  await start('cluster', 'shop');
  await open.state('waits for approval');
  for (const file of ['repaired', 'core-02', 'members', 'units', 'answers']) {
    await open.served.remove(`cluster/${file}`);
  }
  await start('cluster');
  await open.state('held');
  await schedule();
});
afterAll(() => open.close());

async function start(pipeline: string, owner?: string): Promise<void> {
  const form = await open.form(pipeline);
  if (owner !== undefined) {
    await form.getByLabel('owner').fill(owner);
    await form.getByRole('textbox', { name: 'Name' }).fill(owner);
  }
  await form.getByRole('button', { name: 'Start' }).click();
  await open.heading(owner ?? pipeline).waitFor();
}

async function schedule(): Promise<void> {
  const { page } = open;
  await page.goto(`${open.served.url}/schedules`);
  await page.getByRole('button', { name: 'New schedule…' }).click();
  const dialog = page.getByRole('dialog', { name: 'New schedule' });
  await dialog.getByLabel('Pipeline').click();
  await page.getByRole('option', { name: 'cluster' }).click();
  await dialog.getByLabel('By the clock (cron)').check();
  await dialog.getByRole('button', { name: 'Make the schedule' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Run now' }).click();
  await page.getByText('drift: ').waitFor();
}

interface Shot {
  name: string;
  path: string;
  /** Until the page is whole. */
  until(page: Page): Promise<void>;
}

const chosen = encodeURIComponent('machine[core-02]');

const shots: Shot[] = [
  {
    name: 'runs',
    path: '/',
    until: (page) => page.getByText('no lease').or(page.getByText('exit 1')).first().waitFor(),
  },
  {
    name: 'pipelines',
    path: '/pipelines',
    until: (page) => page.getByRole('link', { name: 'cluster', exact: true }).waitFor(),
  },
  {
    name: 'start',
    path: '/pipelines',
    async until(page) {
      await page.getByRole('link', { name: 'cluster', exact: true }).click();
      await page.getByLabel('machines').fill('12');
      await page.getByRole('button', { name: 'Start' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'text',
    path: '/pipelines',
    async until(page) {
      await page.getByRole('link', { name: 'certificates', exact: true }).click();
      await page.getByText('did you mean run?').waitFor();
    },
  },
  {
    name: 'held',
    path: '/runs/cluster',
    until: (page) => page.getByRole('list', { name: 'What a resume will do' }).waitFor(),
  },
  {
    name: 'step',
    path: `/runs/cluster?step=${chosen}`,
    async until(page) {
      await page.getByRole('log').getByText('no lease').first().waitFor();
      await page.getByRole('tablist').evaluate((element) => element.scrollIntoView());
    },
  },
  {
    name: 'graph',
    path: '/runs/cluster?view=graph',
    async until(page) {
      await page.getByRole('region', { name: 'Graph of the steps' }).getByText('token').waitFor();
      await page.getByRole('tablist').evaluate((element) => element.scrollIntoView());
    },
  },
  {
    name: 'time',
    path: '/runs/shop?view=time',
    until: (page) => page.getByRole('list', { name: 'Time line' }).waitFor(),
  },
  {
    name: 'approval',
    path: '/runs/shop',
    until: (page) => page.getByRole('button', { name: 'Approve…' }).waitFor(),
  },
  {
    name: 'compare',
    path: '/runs/cluster/compare',
    until: (page) => page.getByRole('region', { name: 'Steps that differ' }).waitFor(),
  },
  {
    name: 'schedules',
    path: '/schedules',
    until: (page) => page.getByText('drift: ').waitFor(),
  },
  {
    name: 'corrected',
    path: '/runs/cluster',
    async until(page) {
      // The last picture: others are of the text that is run.
      const text = showcase['cluster/pipeline.yaml']
        .replace('&& ! test -e repaired', '&& ! ip link show br-core')
        .replace('attempts: 2, interval: 1s', 'attempts: 5, interval: 10s');
      await open.served.write('cluster/pipeline.yaml', text);
      await page.getByRole('button', { name: 'Resume corrected…' }).click();
      const changed = page
        .getByRole('dialog')
        .getByRole('listitem')
        .filter({ hasText: 'machine[core-01]' });
      await changed.getByText('retry.attempts').scrollIntoViewIfNeeded();
    },
  },
];

for (const { name, path, until } of shots) {
  for (const theme of ['light', 'dark'] as const) {
    for (const [width, height] of [
      [1280, 800],
      [390, 844],
    ] as const) {
      test(`${name}, ${theme}, ${width} pixels`, async () => {
        const { page } = open;
        await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
        await page.setViewportSize({ width, height });
        await page.goto(open.served.url + path);
        await until(page);
        // Fonts and what moves have come to rest.
        await page.evaluate('document.fonts.ready');
        await page.screenshot({
          path: join(images, `${name}-${theme}-${width}.png`),
          animations: 'disabled',
        });
      });
    }
  }
}

test('sign in', async () => {
  const { page } = open;
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(`${open.served.url}/sign-in`);
  await page.getByRole('heading', { name: 'Sign in to Muster' }).waitFor();
  await page.screenshot({ path: join(images, 'sign-in-light-1280.png') });
});
