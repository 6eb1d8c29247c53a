import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../../scripts/lib/chromium.mjs';

export interface Look {
  theme?: 'light' | 'dark';
  width?: number;
  height?: number;
}

/** How long a browser may take to show its first page, in milliseconds: it may just have been installed. */
const firstLook = 100_000;

/** Debian's Chromium, with a profile of its own that is removed with it. */
export class Browser {
  readonly context: BrowserContext;
  readonly #profile: string;

  static async open({ theme = 'light', width = 1280, height = 900 }: Look = {}): Promise<Browser> {
    const executablePath = findChromium();
    if (executablePath === undefined) throw new Error('there is no Chromium on the PATH');
    const profile = await mkdtemp(join(tmpdir(), 'muster-chromium-'));
    const context = await chromium.launchPersistentContext(profile, {
      executablePath,
      headless: true,
      colorScheme: theme,
      viewport: { width, height },
      locale: 'en-GB',
      timezoneId: 'UTC',
      args: [
        ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
        ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
      ],
    });
    context.setDefaultTimeout(30_000);
    return new Browser(context, profile);
  }

  private constructor(context: BrowserContext, profile: string) {
    this.context = context;
    this.#profile = profile;
  }

  /** A tab, signed in by a link. What goes wrong in the page fails the test that asks `errors`. */
  async signIn(link: string): Promise<Page> {
    const page = await this.context.newPage();
    await arrive(page, link);
    await page.getByRole('heading', { name: 'Runs', level: 1 }).waitFor({ timeout: firstLook });
    return page;
  }

  async close(): Promise<void> {
    await this.context.close();
    await rm(this.#profile, { recursive: true, force: true });
  }
}

/**
 * Go to an address. Chromium gives up what it loads whenever an interface of the computer changes
 * (a lease renewed will do), and says that it did; it is asked once more then.
 */
async function arrive(page: Page, url: string): Promise<void> {
  const go = () => page.goto(url, { timeout: firstLook });
  await go().catch((error) => {
    if (!/ERR_NETWORK_CHANGED/.test(String(error))) throw error;
    return go();
  });
}
