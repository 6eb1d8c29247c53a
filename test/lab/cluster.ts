import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { labInputs, muster, type Ran, testLab } from './test-lab.js';

/** How a test left the cluster: all of it up and whole, or none of it there. */
export type ClusterState = 'up' | 'down';

const note = join(testLab.folder, 'cluster');

/**
 * See to it that the chapter's cluster is up, or gone, before tests that break it or make it anew.
 * It takes time only where the tests before ended in another state, or failed on their way. From
 * here on nobody knows its state, until a test says by `clusterIs` what it has seen.
 */
export async function takeCluster(wanted: ClusterState): Promise<void> {
  const isThere = await isKnownToBe(wanted);
  await clusterIs('unknown');
  if (isThere) return;
  if (wanted === 'up') succeeded('up', await bringUp('--resume'));
  else succeeded('down', await takeDown());
}

/** Write down what a test has seen of the cluster, for the tests that follow. */
export function clusterIs(seen: ClusterState | 'unknown'): Promise<void> {
  return writeFile(note, seen);
}

export function bringUp(...more: string[]): Promise<Ran> {
  return muster(['up', testLab.pipeline, ...labInputs, ...more]);
}

/** By its name: what the file says with its own inputs is a person's lab, not the tests'. */
export function takeDown(): Promise<Ran> {
  return muster(['down', 'coreos', '--yes']);
}

export async function isKnownToBe(state: ClusterState): Promise<boolean> {
  return (await readFile(note, 'utf8').catch(() => '')) === state;
}

export function succeeded(verb: string, { exitCode, stdout, stderr }: Ran): void {
  if (exitCode !== 0)
    throw new Error(`muster ${verb} ended with ${exitCode}\n${stdout}\n${stderr}`);
}
