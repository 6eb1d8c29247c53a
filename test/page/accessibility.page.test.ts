import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { goTo } from './rig/browser.js';
import { OpenPage } from './rig/open-page.js';
import { broken, gate, shop } from './rig/pipelines.js';

let open: OpenPage;

/** Succeeds at once, in colours that are made for a black terminal. */
const over = `
name: over
steps:
  - id: colours
    run: |
      printf '\\033[38;2;30;30;90mtrue colour\\033[0m \\033[38;5;226m256 colours\\033[0m \\033[7mreverse\\033[0m\\n'
    undo: "true"
`;

beforeAll(async () => {
  open = await OpenPage.create({
    'shop/pipeline.yaml': shop,
    'gate/pipeline.yaml': gate,
    'broken/pipeline.yaml': broken,
    'over/pipeline.yaml': over,
  });
  await open.start('over');
  await open.state('succeeded');
  await schedule('over');
  await open.start('gate');
  await open.state('waits for approval');
  const form = await open.form('shop');
  await form.getByLabel('owner').fill('Ada');
  await form.getByRole('button', { name: 'Start' }).click();
  await open.state('held');
});
afterAll(() => open.close());

async function schedule(pipeline: string): Promise<void> {
  const { page } = open;
  await page.getByRole('navigation').getByRole('link', { name: 'Schedules' }).click();
  await page.getByRole('button', { name: 'New schedule…' }).click();
  const dialog = page.getByRole('dialog', { name: 'New schedule' });
  await dialog.getByLabel('Pipeline').click();
  await page.getByRole('option', { name: pipeline }).click();
  await dialog.getByRole('button', { name: 'Make the schedule' }).click();
  await dialog.waitFor({ state: 'detached' });
}

interface Sight {
  name: string;
  path: string;
  /** What is there once the page is whole; what is opened in it first. */
  until(page: Page): Promise<void>;
  /** Pixels; default: 1280. */
  width?: number;
}

/** The same on a telephone. */
const narrow = (sight: Sight): Sight => ({
  ...sight,
  name: `${sight.name}, 390 pixels`,
  width: 390,
});

const tab = (name: string, region: string): Sight => ({
  name: `a run: ${name}`,
  path: '/runs/shop',
  async until(page) {
    await page.getByRole('tab', { name }).click();
    await page.getByRole('region', { name: region }).first().waitFor();
  },
});

const dialog = (button: string, name: string, path = '/runs/shop'): Sight => ({
  name: `the dialog ${name}`,
  path,
  async until(page) {
    await page.getByRole('button', { name: button }).click();
    await page.getByRole('dialog', { name }).getByRole('button', { name: 'Not now' }).waitFor();
  },
});

const sights: Sight[] = [
  {
    name: 'runs',
    path: '/',
    until: (page) => page.getByRole('link', { name: 'See what failed, and go on' }).waitFor(),
  },
  {
    name: 'pipelines',
    path: '/pipelines',
    until: (page) => page.getByRole('link', { name: 'broken', exact: true }).waitFor(),
  },
  {
    name: 'the form of a pipeline, with an error',
    path: '/pipelines',
    async until(page) {
      await page.getByRole('link', { name: 'shop', exact: true }).click();
      await page.getByRole('button', { name: 'Start' }).click();
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'the text of a pipeline, with an error',
    path: '/pipelines',
    async until(page) {
      await page.getByRole('link', { name: 'broken', exact: true }).click();
      await page.getByText('did you mean run?').waitFor();
    },
  },
  {
    name: 'a held run, with a step and its output',
    path: '/runs/shop?step=import',
    async until(page) {
      await page.getByRole('list', { name: 'What a resume will do' }).waitFor();
      await page.getByRole('log').getByText('reading orders.csv').waitFor();
    },
  },
  {
    name: 'a run that waits for approval',
    path: '/runs/gate',
    until: (page) => page.getByRole('button', { name: 'Approve…' }).waitFor(),
  },
  tab('Graph', 'Graph of the steps'),
  {
    name: 'a run: Time line',
    path: '/runs/shop?view=time',
    until: (page) => page.getByRole('list', { name: 'Time line' }).waitFor(),
  },
  tab('Inputs and outputs', 'Inputs'),
  tab('Who did what', 'Who did what'),
  narrow(tab('Who did what', 'Who did what')),
  dialog('Skip…', 'Skip import'),
  dialog('Abort…', 'Abort shop'),
  dialog('Resume corrected…', 'Resume with the corrected pipeline'),
  dialog('Run again…', 'Run over again', '/runs/over'),
  narrow(dialog('Run again…', 'Run over again', '/runs/over')),
  dialog('Take down…', 'Take down over', '/runs/over'),
  narrow(dialog('Take down…', 'Take down over', '/runs/over')),
  narrow({
    name: 'a held run',
    path: '/runs/shop',
    until: (page) => page.getByRole('list', { name: 'What a resume will do' }).waitFor(),
  }),
  {
    name: 'schedules',
    path: '/schedules',
    until: (page) => page.getByRole('article').getByText('every 6h').waitFor(),
  },
  {
    name: 'output in colours of a program',
    path: '/runs/over?step=colours',
    until: (page) => page.getByRole('log').getByText('true colour').waitFor(),
  },
  {
    name: 'compare',
    path: '/runs/shop/compare',
    until: (page) => page.getByText('nothing to compare with').waitFor(),
  },
  {
    name: 'schedules, with the form of a new one',
    path: '/schedules',
    async until(page) {
      await page.getByRole('button', { name: 'New schedule…' }).click();
      await page.getByRole('dialog', { name: 'New schedule' }).getByLabel('Pipeline').waitFor();
    },
  },
  {
    name: 'sign in',
    path: '/sign-in',
    until: (page) => page.getByRole('heading', { name: 'Sign in to Muster' }).waitFor(),
  },
];

/** The page shows it, in a theme. Loaded once for both: the other theme comes as the system's does. */
let shown: Sight | undefined;
async function show(sight: Sight, theme: 'light' | 'dark'): Promise<void> {
  const { page, served } = open;
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
  await page.setViewportSize({ width: sight.width ?? 1280, height: 800 });
  if (shown !== sight) {
    shown = undefined;
    await goTo(page, served.url + sight.path);
    await sight.until(page);
    shown = sight;
  }
  await page.locator(`html[data-mantine-color-scheme="${theme}"]`).waitFor();
}

/** The rules of Axe that depend on colours. */
const colourRules = ['color-contrast', 'link-in-text-block'];

/** What Axe finds by its rules, or by some of them. */
async function serious(rules?: string[]) {
  const axe = new AxeBuilder({ page: open.page }).setLegacyMode();
  // What holds is not asked for: to write it down takes longer than to find it.
  axe.options({ resultTypes: ['violations'] });
  if (rules) axe.withRules(rules);
  const { violations } = await axe.analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => ({
      id,
      where: nodes.slice(0, 4).map(({ html, failureSummary }) => `${html}\n${failureSummary}`),
    }));
}

for (const [index, sight] of sights.entries()) {
  // Half of them are loaded in the dark.
  const themes = index % 2 === 0 ? (['light', 'dark'] as const) : (['dark', 'light'] as const);
  for (const [turn, theme] of themes.entries()) {
    test(`Axe finds nothing serious: ${sight.name}, ${theme}`, async () => {
      await show(sight, theme);
      // A theme changes colours alone: what has none has been looked at in the first one.
      expect(await serious(turn === 0 ? undefined : colourRules)).toEqual([]);
    });
  }
}
