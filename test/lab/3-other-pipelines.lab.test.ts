import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunView } from '../../contract/run.js';
import { labInputs, muster, testLab } from './test-lab.js';

/** A person's own pipeline beside the shipped one: other steps, no code. */
const twoUnits = `
name: two-units
steps:
  - id: machines
    uses: vagrant.up
    with: { directory: ., provider: lxc, provisioned: /var/lib/coreos-vagrant/vagrantfile-user-data }
  - id: fleet
    run: "true"
    check: echo "path=$(ls $HOME/.cache/muster/lab/fleet-*/fleetctl | head -1)" >>"$MUSTER_OUTPUT"
    outputs: { path: { type: string } }
    needs: []
  - id: submit
    uses: fleet.submit
    with:
      tunnel: "\${{ steps.machines.outputs.machines.*.ssh }}"
      fleetctl: "\${{ steps.fleet.outputs.path }}"
      units: [units/code.it.1.service, units/code.it.3.service]
    needs: [machines, fleet]
  - id: domain
    uses: etcd.key
    with: { endpoints: ["http://${testLab.subnet}.101:2379"], key: muster-test, value: here }
    needs: [machines]
  - id: answers
    uses: http.answers
    with: { urls: ["${testLab.subnet}.101", "http://${testLab.subnet}.103/"] }
    needs: [machines]
`;

describe('a pipeline that selects other steps', () => {
  it('runs with token and machines only, chosen on the command line', async () => {
    const only = ['config', 'token', 'machines'].flatMap((id) => ['--only', id]);
    const ran = await muster([
      ...['up', testLab.pipeline, ...labInputs, ...only, '--name', 'machines-only', '--json'],
    ]);
    expect(ran.exitCode, ran.stderr).toBe(0);
    const { steps } = JSON.parse(ran.stdout) as RunView;
    const states = Object.fromEntries(steps.map(({ id, state }) => [id, state]));
    expect(states).toMatchObject({ token: 'done', machines: 'done', submit: 'skipped' });
  });

  it('runs with two units, a key of its own and an extra http.answers', async () => {
    const file = join(testLab.coreos, 'two-units.yaml');
    await writeFile(file, twoUnits);
    const ran = await muster(['up', file, '--json']);
    expect(ran.exitCode, ran.stderr).toBe(0);
    const { steps } = JSON.parse(ran.stdout) as RunView;
    expect(steps.map(({ id, change }) => [id, change])).toEqual([
      ['machines', 'unchanged'],
      ['fleet', 'unchanged'],
      ['submit', 'unchanged'],
      ['domain', 'changed'],
      ['answers', 'unchanged'],
    ]);
  });
});
