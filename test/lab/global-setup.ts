import type { TestProject } from 'vitest/node';
import { whyNoLab } from '../../scripts/lib/lab-host.mjs';
import { copyPipelines, labInputs, muster, type Ran, removeTestLab, testLab } from './test-lab.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** How the tests' lab and cluster came up: the first whole run, which the tests look at. */
    bringUp: Ran;
  }
}

/** Bring up the tests' lab and the chapter's cluster on it; take all of it down at the end. */
export async function setup(project: TestProject): Promise<void> {
  const reason = whyNoLab();
  if (reason !== undefined) throw new Error(`three real machines cannot run here: ${reason}`);
  await copyPipelines();
  await down();
  await removeTestLab();
  await copyPipelines();
  const bringUp = await muster(['up', testLab.pipeline, ...labInputs]);
  if (bringUp.exitCode !== 0) {
    await down();
    throw new Error(
      `muster up ended with ${bringUp.exitCode}\n${bringUp.stdout}\n${bringUp.stderr}`,
    );
  }
  project.provide('bringUp', bringUp);
}

export async function teardown(): Promise<void> {
  const { exitCode, stdout, stderr } = await down();
  if (exitCode !== 0) throw new Error(`muster down ended with ${exitCode}\n${stdout}\n${stderr}`);
  await removeTestLab();
}

function down(): Promise<Ran> {
  return muster(['down', testLab.pipeline, ...labInputs, '--yes']);
}
