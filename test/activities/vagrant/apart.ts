import { execa } from 'execa';
import { removeMachines } from '../../lab/test-lab.js';

/** Where the machines of the tests of `vagrant.up` are: no other test touches it. */
export const apart = { box: 'coreos-mvgt', bridge: 'br-mvgt', subnet: '10.99.1' } as const;

/** Remove the machines and the bridge. */
export async function removeApart(): Promise<void> {
  await removeMachines(/^vg[tr]-\d+$/);
  await execa('ip', ['link', 'delete', apart.bridge], { reject: false });
}
