import { execa } from 'execa';
import { whyNoLab } from '../../../scripts/lib/lab-host.mjs';
import { lock } from '../../lab/test-lab.js';
import { apart, removeApart } from './apart.js';
import { makeBox } from './apart-box.js';

/** The bridge and the box of the machines that stand apart from the tests' cluster. */
export default async function setup(): Promise<() => Promise<void>> {
  const reason = whyNoLab();
  if (reason !== undefined) throw new Error(`real machines cannot run here: ${reason}`);
  const held = await lock('apart');
  await makeBox();
  // What a killed test run left behind.
  await removeApart();
  await execa('ip', ['link', 'add', 'name', apart.bridge, 'type', 'bridge']);
  await execa('ip', ['address', 'add', `${apart.subnet}.1/24`, 'dev', apart.bridge]);
  await execa('ip', ['link', 'set', apart.bridge, 'up']);
  return async () => {
    await removeApart();
    await held.release();
  };
}
