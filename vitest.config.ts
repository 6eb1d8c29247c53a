import { defineConfig } from 'vitest/config';
import { apartTests, breakingTests, InLabOrder } from './test/lab/order.js';
import { patience } from './test/patience.js';

/**
 * After so long (ms) a test, or its set-up, hangs. This is no measure of theirs: where all kinds share half a
 * core, what takes a second elsewhere takes a minute.
 */
const hangs = { unit: 300_000, engine: 900_000, page: 900_000, lab: 1_800_000 };

/**
 * Projects by what they need: `unit` nothing, `engine` a Temporal server on this computer, `page` a
 * Chromium too, `lab…` real machines (root on Debian). Where they are run together, those with
 * another number of workers have to have a place of their own in the order.
 */
export default defineConfig({
  test: {
    pool: 'forks',
    // The lab takes its machines down at the end (ms); cut short, they stay.
    teardownTimeout: 180_000,
    // So that `npm test` can tell what each file waits for.
    setupFiles: ['scripts/lib/test/mark.mjs'],
    expect: { poll: patience },
    sequence: { sequencer: InLabOrder },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['engine', 'page', 'lab'].map((kind) => `test/**/*.${kind}.test.ts`),
          testTimeout: hangs.unit,
          hookTimeout: hangs.unit,
          // To load zod and the SDK for each file takes longer than its tests; they remember nothing.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'engine',
          include: ['test/**/*.engine.test.ts'],
          testTimeout: hangs.engine,
          hookTimeout: hangs.engine,
        },
      },
      {
        extends: true,
        test: {
          name: 'page',
          include: ['test/**/*.page.test.ts'],
          testTimeout: hangs.page,
          hookTimeout: hangs.page,
          globalSetup: 'test/page/rig/global-setup.ts',
          // Each file has a server of its own, and a context of the browser, which are busy besides.
          maxWorkers: 2,
          // To load Playwright and the engine's client takes a second; they remember nothing.
          isolate: false,
          sequence: { groupOrder: 1 },
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
          // They need the lab's programs, and two machines on a bridge of their own: no cluster.
          name: 'lab-apart',
          include: apartTests,
          globalSetup: 'test/activities/vagrant/bridge-and-box.ts',
          testTimeout: hangs.lab,
          hookTimeout: hangs.lab,
          maxWorkers: 2,
          sequence: { groupOrder: 4 },
        },
      },
      {
        extends: true,
        test: {
          // They look at the cluster, or stand beside it: side by side, for they mostly wait.
          name: 'lab',
          include: ['test/**/*.lab.test.ts'],
          exclude: [...breakingTests, ...apartTests],
          globalSetup: 'test/lab/global-setup.ts',
          testTimeout: hangs.lab,
          hookTimeout: hangs.lab,
          maxWorkers: 4,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          // They break the cluster: one after the other, each as the one before left it.
          name: 'lab-breaking',
          include: breakingTests,
          globalSetup: 'test/lab/global-setup.ts',
          testTimeout: hangs.lab,
          hookTimeout: hangs.lab,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
