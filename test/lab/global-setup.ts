import type { TestProject } from 'vitest/node';
import type { HeldLock } from '../../activities/process/lock.js';
import { whyNoLab } from '../../scripts/lib/lab-host.mjs';
import { bringUp, clusterIs, isKnownToBe, succeeded, takeDown } from './cluster.js';
import { copyPipelines, lock, type Ran, removeMachines, removeTestLab } from './test-lab.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** How the tests' lab and cluster came up: the first whole run, which the tests look at. */
    bringUp: Ran;
  }
}

/** Both projects of the lab have this set-up: the first to come does it for the other. */
interface Shared {
  musterLab?: { up: Promise<Ran>; users: number };
}
const shared = globalThis as Shared;

let held: HeldLock | undefined;

/** Bring up the tests' lab and the chapter's cluster on it; take all of it down at the end. */
export async function setup(project: TestProject): Promise<void> {
  shared.musterLab ??= { up: fromNothing(), users: 0 };
  shared.musterLab.users += 1;
  project.provide('bringUp', await shared.musterLab.up);
}

export async function teardown(): Promise<void> {
  if (!shared.musterLab) return;
  shared.musterLab.users -= 1;
  if (shared.musterLab.users > 0) return;
  delete shared.musterLab;
  try {
    if (!(await isKnownToBe('down'))) succeeded('down', await takeDown());
    await removeTestLab();
  } catch (error) {
    // Vitest only writes it down: a lab that cannot be taken down is a failure.
    process.exitCode = 1;
    throw error;
  } finally {
    await held?.release();
  }
}

async function fromNothing(): Promise<Ran> {
  const reason = whyNoLab();
  if (reason !== undefined) throw new Error(`three real machines cannot run here: ${reason}`);
  held = await lock('cluster');
  // What a killed test run left behind.
  await copyPipelines();
  await takeDown();
  await removeMachines(/^test-\d+$/);
  await removeTestLab();
  await copyPipelines();
  const ran = await bringUp();
  if (ran.exitCode !== 0) await takeDown();
  succeeded('up', ran);
  await clusterIs('up');
  return ran;
}
