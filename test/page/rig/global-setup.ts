import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { launchOptions } from './browser.js';

/** One Chromium for all files: to start it takes as long as many a test. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await chromium.launchServer(launchOptions());
  project.provide('chromium', server.wsEndpoint());
  return () => server.close();
}
