import {
  type BrowserContext,
  type Browser as Chromium,
  chromium,
  type LaunchOptions,
  type Page,
} from 'playwright-core';
import { inject } from 'vitest';
import { findChromium } from '../../../scripts/lib/chromium.mjs';
import { patience } from '../../patience.js';

export interface Look {
  theme?: 'light' | 'dark';
  width?: number;
  height?: number;
}

/** How long a browser may take to show its first page, in milliseconds: it may just have been installed. */
const firstLook = 100_000;

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the Chromium listens that the page's tests share. */
    chromium?: string;
  }
}

/** How Debian's Chromium is started. */
export function launchOptions(): LaunchOptions {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('there is no Chromium on the PATH');
  return {
    executablePath,
    headless: true,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ],
  };
}

/** Chromium, as nobody used it before: the one that the tests share, else one of its own. */
export class Browser {
  readonly context: BrowserContext;
  readonly #chromium: Chromium;

  static async open({ theme = 'light', width = 1280, height = 900 }: Look = {}): Promise<Browser> {
    const shared = inject('chromium');
    const browser = await (shared ? chromium.connect(shared) : chromium.launch(launchOptions()));
    const context = await browser.newContext({
      colorScheme: theme,
      viewport: { width, height },
      locale: 'en-GB',
      timezoneId: 'UTC',
    });
    context.setDefaultTimeout(patience.timeout);
    return new Browser(browser, context);
  }

  private constructor(browser: Chromium, context: BrowserContext) {
    this.#chromium = browser;
    this.context = context;
  }

  /** A tab, signed in by a link. What goes wrong in the page fails the test that asks `errors`. */
  async signIn(link: string): Promise<Page> {
    const page = await this.context.newPage();
    await goTo(page, link);
    await page.getByRole('heading', { name: 'Runs', level: 1 }).waitFor({ timeout: firstLook });
    return page;
  }

  async close(): Promise<void> {
    await this.context.close();
    await this.#chromium.close();
  }
}

/**
 * Go to an address. Chromium gives up what it loads whenever an interface of the computer changes
 * (a lease renewed will do), and says that it did; it is asked once more then.
 */
export async function goTo(page: Page, url: string): Promise<void> {
  const go = () => page.goto(url, { timeout: firstLook });
  await go().catch((error) => {
    if (!/ERR_NETWORK_CHANGED/.test(String(error))) throw error;
    return go();
  });
}
