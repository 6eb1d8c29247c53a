import { writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { catalogue } from '../../activities/catalogue.js';
import { wrap } from '../../cli/terminal/text.js';
import type { JsonObject } from '../../contract/plan.js';
import { attempt, stepTask } from '../activities/attempt/step-task.js';
import { labFixture } from '../activities/fleet/lab-cluster.js';
import { type Place, place, told } from './told.js';

/** On the machines of the tests' lab, whose port 80 is taken by the units of the chapter. */
const lab = labFixture();
const unit = `[Unit]
Description=A second app on port 80

[Service]
ExecStart=/usr/bin/docker run --rm --name=trap-port -p 80:8000 shrikrishna/code.it
`;

let at: Place;
let fields: JsonObject;
beforeEach(async () => {
  at = await place();
  const file = join(at.folder, 'trap-port.service');
  await writeFile(file, unit);
  fields = {
    units: [file],
    tunnel: lab.tunnels,
    fleetctl: lab.fleetctl,
    'identity-file': lab.identityFile,
  };
});
afterEach(async () => {
  await visit('fleet.submit', 'undo');
  await at.remove();
});

const env = { value: { PATH: process.env.PATH ?? '', HOME: homedir() }, secrets: {} };

async function visit(name: string, mode: 'up' | 'undo'): Promise<void> {
  const type = catalogue.get(name);
  if (!type) throw new Error(`no ${name}`);
  const task = stepTask(at.folder, { mode, env, with: { value: fields, secrets: {} } });
  await attempt(task, type, { home: at.home });
}

it('port 80 is taken: the unit fails, and says by what', async () => {
  await visit('fleet.submit', 'up');
  // Docker asks for the port after systemd called the unit active: fleet.start may see it start.
  await visit('fleet.start', 'up').catch(() => undefined);
  const verify = { within: 15_000, every: 1000, passes: 3 };
  const { text, retried } = await told(at, 'fleet.running', fields, { env, verify });
  const plain = text
    .replace(/\s+/g, ' ')
    .replace(/172\.17\.\d+\.\d+/g, 'MACHINE')
    .replace(/\b[0-9a-f]{64}\b/g, 'CONTAINER');
  // What Docker and systemd print differs from time to time; the reason does not.
  const said = plain.slice(0, plain.indexOf(' Last output:'));
  expect(wrap(said, 80).join('\n')).toMatchInlineSnapshot(`
    "■ held at step (fleet.running, verify.failed, attempt 1) step did not come to
    hold within 15 s: trap-port.service is failed (failed) on MACHINE;
    trap-port.service said: docker: Error response from daemon: driver failed
    programming external connectivity on endpoint trap-port (CONTAINER): Bind for
    0.0.0.0:80 failed: port is already allocated. Put right what it waits for, then
    resume. trap-port.service failed (failed) on MACHINE"
  `);
  expect(retried).toBe(true);
});
