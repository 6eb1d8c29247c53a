import { afterAll, beforeAll, expect, test } from 'vitest';
import { clusterIs, takeCluster } from '../lab/cluster.js';
import { byHand, labInputs, startMuster, testLab } from '../lab/test-lab.js';
import { patience } from '../patience.js';
import { Browser } from './rig/browser.js';
import { readyOf } from './rig/ready.js';

/**
 * A newcomer's way, on three real machines: bring the chapter's cluster up from the form, break
 * core-02 with nothing but `lxc-stop`, see it held, resume it. The command's daemon and the page's
 * are of the same state directory: other tests find the cluster up.
 */
let browser: Browser;
let serve: ReturnType<typeof startMuster>;
let signIn: string;

beforeAll(async () => {
  await takeCluster('down');
  serve = startMuster(['serve', '--pipelines', `${testLab.folder}/pipelines`, '--json']);
  const [ready, opened] = await Promise.all([readyOf(serve), Browser.open()]);
  signIn = ready.signIn;
  browser = opened;
  browser.context.setDefaultTimeout(patience.timeout);
});
afterAll(async () => {
  await browser?.close();
  serve?.kill('SIGTERM');
  await serve;
});

/** `--input name=value …` as what is written into the form's fields. */
const fields = labInputs
  .filter((word) => word !== '--input')
  .map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)] as const);

test('The cluster comes up from the form, core-02 is broken, seen held, and resumed', async () => {
  const page = await browser.signIn(signIn);
  const state = (word: string) =>
    page
      .getByRole('status', { name: 'State of the run' })
      .getByText(word, { exact: true })
      .waitFor();
  // Other steps speak of machines too: a row begins with its id.
  const machines = page
    .getByRole('list', { name: 'Steps' })
    .getByRole('button', { name: /^machines/ });
  const start = async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'Pipelines' }).click();
    await page.getByRole('link', { name: 'coreos', exact: true }).click();
    const form = page.getByRole('form', { name: 'Start coreos' });
    for (const [input, value] of fields) await form.getByLabel(input, { exact: true }).fill(value);
    await form.getByRole('button', { name: 'Start' }).click();
    await page.getByRole('list', { name: 'Steps' }).waitFor();
  };

  await start();
  await state('succeeded');
  await page.getByRole('tab', { name: 'Cluster' }).click();
  const cluster = page.getByRole('region', { name: 'Cluster' });
  for (const machine of ['test-01', 'test-02', 'test-03']) {
    await cluster.getByRole('row').filter({ hasText: machine }).waitFor();
  }
  // What fleet and etcd say by address stands in the rows of the machines.
  const rows = await cluster.getByRole('rowheader').allTextContents();
  expect(rows).toHaveLength(3);

  // Everything holds; as soon as the machines have been checked, one of them stops.
  await start();
  await state('running');
  await machines.getByText('unchanged').waitFor();
  await byHand('lxc-stop -k -n test-02');
  await state('held');

  const held = page.getByRole('region', { name: 'Held', exact: true });
  await held.getByText('What to do').first().waitFor();
  const preview = held.getByRole('list', { name: 'What a resume will do' });
  await held.getByRole('button', { name: 'Look at the world first' }).click();
  await preview
    .getByRole('listitem')
    .filter({ hasText: /^machines/ })
    .getByText('does not hold', { exact: true })
    .waitFor();
  await held.getByRole('button', { name: 'Resume', exact: true }).click();
  await state('succeeded');
  await page.getByRole('tab', { name: 'Who did what' }).click();
  await page.getByRole('region', { name: 'Who did what' }).getByText('resumed').waitFor();
  await clusterIs('up');
});
