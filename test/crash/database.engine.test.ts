import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePorts } from '../../worker/engine/ports.js';
import { launch } from '../../worker/engine/temporal-process.js';
import { findTemporal } from '../../worker/engine/temporal-program.js';
import { MusterProcess } from '../cli/muster-process.js';
import { onceItAnswers } from '../worker/engine/support/answering.js';
import { daemonOf, gone } from '../worker/engine/support/homes.js';

let muster: MusterProcess;
beforeAll(async () => {
  muster = await MusterProcess.create();
});
afterAll(() => muster.clear());

const kills = 20;

/**
 * Start workflows, several at once, and kill the server as soon as it has taken so many: the others
 * are in the middle of it. Resolves to the ids of those that it has taken.
 */
async function writeUntilKilled(address: string, kill: () => void, many: number, round: number) {
  const connection = await onceItAnswers(() => Connection.connect({ address, interceptors: [] }));
  const client = new Client({ connection });
  const taken: string[] = [];
  let killed = false;
  const writer = async (line: number) => {
    for (let count = 0; !killed; count++) {
      const workflowId = `written-${round}-${line}-${count}`;
      try {
        await client.workflow.start('none', { taskQueue: 'nobody', args: [count], workflowId });
      } catch (error) {
        if (killed) return;
        throw error;
      }
      taken.push(workflowId);
      if (taken.length < many) continue;
      killed = true;
      kill();
    }
  };
  await Promise.all([0, 1, 2, 3].map(writer));
  await connection.close();
  return taken;
}

it('opens after each of 20 kills in the middle of writing, and a run in it goes on', async () => {
  const { home } = muster;
  await writeFile(
    join(muster.folder, 'gate.yaml'),
    'name: gate\nsteps:\n  - { id: first, run: echo first >> ledger }\n  - { id: gate, run: test -e go }\n',
  );
  expect((await muster.runHere('up', 'gate.yaml')).exitCode).toBe(4);
  const daemon = daemonOf(home);
  process.kill(daemon.pid, 'SIGTERM');
  await gone(daemon);

  const command = [await findTemporal()];
  const taken: string[] = [];
  for (let round = 0; round < kills; round++) {
    const ports = await freePorts();
    const server = await launch(command, ports, home);
    const kill = () => server.kill('SIGKILL');
    // At another moment each time, from the first transactions on.
    const many = 1 + ((round * 3) % 10);
    taken.push(...(await writeUntilKilled(`127.0.0.1:${ports.api}`, kill, many, round)));
    if (server.signalCode === null) await new Promise((resolve) => server.once('exit', resolve));
  }

  const engine = await muster.homes.attach(home);
  const connection = await onceItAnswers(() => Connection.connect({ address: engine.address }));
  const client = new Client({ connection });
  // What was answered is there, whatever came right after it.
  const states = await Promise.all(
    taken.map(async (id) => (await client.workflow.getHandle(id).describe()).status.name),
  );
  expect(states.filter((state) => state !== 'RUNNING')).toEqual([]);
  await connection.close();
  await writeFile(join(muster.folder, 'go'), '');
  const resumed = await muster.runHere('resume', 'gate');
  expect(resumed.exitCode).toBe(0);
  expect((await muster.runHere('up', 'gate.yaml')).exitCode).toBe(0);
});
