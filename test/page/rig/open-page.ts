import type { Locator, Page } from 'playwright-core';
import { Browser, type Look } from './browser.js';
import { Served } from './served.js';

/** A server, a browser, and a tab of it that is signed in. */
export class OpenPage {
  readonly served: Served;
  readonly browser: Browser;
  readonly page: Page;

  static async create(files: { [path: string]: string }, look?: Look): Promise<OpenPage> {
    const [served, browser] = await Promise.all([Served.create(files), Browser.open(look)]);
    try {
      return new OpenPage(served, browser, await browser.signIn(served.firstLink));
    } catch (error) {
      await browser.close();
      await served.clear();
      throw error;
    }
  }

  private constructor(served: Served, browser: Browser, page: Page) {
    this.served = served;
    this.browser = browser;
    this.page = page;
  }

  /** Go home, as a person would. */
  async home(): Promise<void> {
    await this.page.getByRole('link', { name: 'Muster', exact: true }).click();
    await this.page.getByRole('heading', { name: 'Runs', level: 1 }).waitFor();
  }

  /** The form of a pipeline. */
  async form(pipeline: string): Promise<Locator> {
    const { page } = this;
    await page.getByRole('navigation').getByRole('link', { name: 'Pipelines' }).click();
    await page
      .getByRole('list', { name: 'Pipelines' })
      .getByRole('link', { name: pipeline, exact: true })
      .click();
    const form = page.getByRole('form', { name: `Start ${pipeline}` });
    await form.waitFor();
    return form;
  }

  /** Start a pipeline that asks for nothing; its run's page is open then. */
  async start(pipeline: string, name = pipeline): Promise<void> {
    const form = await this.form(pipeline);
    if (name !== pipeline) await form.getByLabel('Name').fill(name);
    await form.getByRole('button', { name: 'Start' }).click();
    await this.heading(name).waitFor();
  }

  heading(name: string): Locator {
    return this.page.getByRole('heading', { name, exact: true, level: 1 });
  }

  /** Wait until the run that is shown is in a state. */
  async state(word: string): Promise<void> {
    await this.page
      .getByRole('status', { name: 'State of the run' })
      .getByText(word, { exact: true })
      .waitFor();
  }

  /** A row of the list of steps; another row may name the step too. */
  step(id: string): Locator {
    return this.page
      .getByRole('list', { name: 'Steps', exact: true })
      .getByRole('button')
      .filter({ has: this.page.getByText(id, { exact: true }) });
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.served.clear();
  }
}
