import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { chromium, type Page } from 'playwright-core';
import { median, quantile } from './statistics.js';

/**
 * How long it takes from what a step writes to the page's DOM: a real engine, a real Chromium, and
 * lines that hold the time at which they were written. Also how often the page asked the server
 * meanwhile: changes come as events, so never.
 *
 * `npm run bench:page`
 */
const root = resolve(import.meta.dirname, '../../..');
const program = process.env.CHROMIUM ?? '/usr/bin/chromium';

const lines = 100;
const pipeline = `
name: clock
steps:
  - id: clock
    run: |
      while ! test -e go; do sleep 0.05; done
      for n in $(seq ${lines}); do echo "at $(date +%s%3N)"; sleep 0.15; done
`;

/** In the page, in a browser's own words: note when each line came into the DOM. */
const observe = `
  window.seen = {};
  new MutationObserver(() => {
    for (const [line] of document.body.innerText.matchAll(/at \\d{13}/g)) seen[line] ??= Date.now();
  }).observe(document, { childList: true, subtree: true, characterData: true });
`;

const folder = await mkdtemp(join(tmpdir(), 'muster-bench-page-'));
const home = join(folder, 'home');
const clock = join(folder, 'pipelines', 'clock');
await mkdir(clock, { recursive: true });
await writeFile(join(clock, 'pipeline.yaml'), pipeline);
const main = join(root, 'dist', 'muster.js');
const serve = execa(
  process.execPath,
  [main, 'serve', '--pipelines', join(folder, 'pipelines'), '--json'],
  { env: { MUSTER_HOME: home }, reject: false, stdin: 'ignore' },
);
const browser = await chromium.launch({
  executablePath: program,
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'],
});
try {
  const page = await browser.newPage();
  await page.addInitScript({ content: observe });
  await page.goto(await signInLink());
  await startClock(page);
  let requests = 0;
  page.on('request', () => {
    requests += 1;
  });
  await writeFile(join(clock, 'go'), '');
  await page
    .getByRole('status', { name: 'State of the run' })
    .getByText('succeeded', { exact: true })
    .waitFor({ timeout: 120_000 });
  report(await latencies(page), requests);
} finally {
  await browser.close();
  serve.kill('SIGTERM');
  await serve;
  await rm(folder, { recursive: true, force: true });
}

/** What `serve` says once it is ready. */
async function signInLink(): Promise<string> {
  let said = '';
  for await (const chunk of serve.stdout) {
    said += chunk;
    const link = said.match(/"signIn": "([^"]+)"/)?.[1];
    if (link !== undefined) return link;
  }
  throw new Error('muster serve ended');
}

/** Start the run from the page, and look at the output of its step. */
async function startClock(page: Page): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name: 'Pipelines' }).click();
  await page.getByRole('link', { name: 'clock', exact: true }).click();
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByRole('list', { name: 'Steps' }).getByRole('button', { name: 'clock' }).click();
  await page.getByRole('log').waitFor();
  // The output's stream is open once its first piece could have come.
  await page.getByText('Nothing written yet').waitFor();
}

async function latencies(page: Page): Promise<number[]> {
  const seen = (await page.evaluate('window.seen')) as { [line: string]: number };
  return Object.entries(seen).map(([line, at]) => at - Number(line.slice('at '.length)));
}

function report(found: number[], requests: number): void {
  const ms = (share: number) => Math.round(quantile(found, share));
  console.log(`From a worker's emission to the page's DOM, ${found.length} lines:`);
  console.log(
    `  median ${Math.round(median(found))} ms, 90 % under ${ms(0.9)} ms, slowest ${ms(1)} ms`,
  );
  console.log(`  requests of the page meanwhile: ${requests}`);
}
