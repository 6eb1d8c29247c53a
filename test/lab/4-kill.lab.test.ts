import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { clusterIs, takeCluster } from './cluster.js';
import { repair } from './look.js';
import { byHand, endProcess, labInputs, muster, startMuster, testLab } from './test-lab.js';

const tokenInFile = async () =>
  /discovery: (\S+)/.exec(await readFile(join(testLab.coreos, 'user-data'), 'utf8'))?.[1];
const pidOfDaemon = async () =>
  (JSON.parse(await readFile(join(testLab.home, 'engine.json'), 'utf8')) as { pid: number }).pid;
const containers = async () =>
  (await byHand('lxc-ls -1')).split(/\s+/).filter((name) => name.startsWith(`${testLab.prefix}-`));

beforeAll(() => takeCluster('up'));

let tokenBefore: string | undefined;

describe('down', () => {
  it('leaves no machine, no bridge and no process', async () => {
    tokenBefore = await tokenInFile();
    const ran = await muster(['down', 'coreos', '--yes']);
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(await containers()).toEqual([]);
    expect(await byHand('ip -br link')).not.toContain(testLab.bridge);
    // Where PID 1 reaps nobody, a process that has ended stays listed without a command line.
    const commands = await byHand("cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' || true");
    expect(commands).not.toContain(testLab.registry);
    expect(commands).not.toContain(testLab.labState);
  });
});

describe('the daemon killed with SIGKILL during vagrant up', () => {
  it('loses nothing: the next command ends in the same cluster, with a new token', async () => {
    const first = startMuster(['up', testLab.pipeline, ...labInputs]);
    await expect.poll(containers).not.toEqual([]);
    first.kill('SIGKILL');
    await endProcess(await pidOfDaemon(), 'SIGKILL');

    const changed = await repair();
    expect(changed).toEqual(expect.arrayContaining(['token', 'machines', 'submit', 'start']));
    expect(await containers()).toEqual(['test-01', 'test-02', 'test-03']);
    expect(await tokenInFile()).toBeDefined();
    expect(await tokenInFile()).not.toBe(tokenBefore);
    const response = await fetch(`http://${testLab.subnet}.102/`);
    expect(await response.text()).toContain('code.it');
    await clusterIs('up');
  });
});
