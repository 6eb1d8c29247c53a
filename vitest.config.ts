import { defineConfig } from 'vitest/config';
import { apartTests, breakingTests, InLabOrder } from './test/lab/order.js';
import { patience } from './test/patience.js';

/** Of the lab's tests (ms): no measure of theirs, which takes minutes on a busy computer. */
const hangs = 1_800_000;

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
          // They take milliseconds; a busy computer is no fault.
          testTimeout: 30_000,
          // To load zod and the SDK for each file takes longer than its tests; they remember nothing.
          isolate: false,
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
          testTimeout: 240_000,
          hookTimeout: 240_000,
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
          testTimeout: hangs,
          hookTimeout: hangs,
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
          testTimeout: hangs,
          hookTimeout: hangs,
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
          testTimeout: hangs,
          hookTimeout: hangs,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
