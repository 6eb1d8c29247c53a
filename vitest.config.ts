import { defineConfig } from 'vitest/config';
import { patience } from './test/patience.js';

/**
 * Four projects, by what they need: `unit` nothing, `engine` a Temporal server on this computer,
 * `page` a Chromium too, `lab` three real machines (root on Debian).
 */
export default defineConfig({
  test: {
    pool: 'forks',
    expect: { poll: patience },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['engine', 'page', 'lab'].map((kind) => `test/**/*.${kind}.test.ts`),
          // They take milliseconds; a busy computer is no fault.
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'engine',
          include: ['test/**/*.engine.test.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'page',
          include: ['test/**/*.page.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // Each file has a server and a browser of its own.
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          // Not part of the tests: `npm run screenshots`.
          name: 'screenshots',
          include: ['test/page/*.shots.ts'],
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'lab',
          include: ['test/**/*.lab.test.ts'],
          globalSetup: 'test/lab/global-setup.ts',
          testTimeout: 600_000,
          hookTimeout: 900_000,
          fileParallelism: false,
          sequence: { concurrent: false },
        },
      },
    ],
  },
});
