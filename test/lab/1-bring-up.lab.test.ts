import { describe, expect, inject, it } from 'vitest';
import type { RunView } from '../../contract/run.js';
import { look } from './look.js';
import { byHand, labInputs, muster, testLab } from './test-lab.js';

const addresses = [101, 102, 103].map((last) => `http://${testLab.subnet}.${last}/`);

describe('muster up, from nothing to the app on three machines', () => {
  it('prints the three addresses, how to look at them, and how to take them down', () => {
    const { stdout } = inject('bringUp');
    for (const address of addresses) expect(stdout).toContain(address);
    expect(stdout).toMatch(/To take down: .* down coreos$/m);
  });

  it.each(addresses)('answers at %s with the app', async (address) => {
    const response = await fetch(address);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('code.it');
  });

  it('has the three units on three machines, by fleetctl run on a machine', async () => {
    const units = await byHand(
      'vagrant ssh test-01 -- -q fleetctl list-units --no-legend --full --fields=unit,machine,active,sub',
    );
    const rows = units
      .trim()
      .split('\n')
      .map((line) => line.split(/\t+/))
      // Units of tests that run beside this one.
      .filter(([unit]) => !unit?.startsWith('trap-'));
    expect(rows.map(([unit]) => unit)).toEqual([
      'code.it.1.service',
      'code.it.2.service',
      'code.it.3.service',
    ]);
    expect(rows.map(([, , ...state]) => state.join(' '))).toEqual(Array(3).fill('active running'));
    expect(new Set(rows.map(([, machine]) => machine)).size).toBe(3);
  });

  it('says "unchanged" of every step the second time', async () => {
    const { exitCode, stdout } = await muster(['up', testLab.pipeline, ...labInputs, '--json']);
    expect(exitCode).toBe(0);
    const { steps } = JSON.parse(stdout) as RunView;
    expect(steps.filter(({ change }) => change !== 'unchanged')).toEqual([]);
    expect(steps.length).toBeGreaterThan(10);
  });

  it('has nothing to do, and verifies', async () => {
    // An etcd short of processor elects a new leader now and then, and is told without one meanwhile.
    await expect
      .poll(() => Promise.all([look('plan'), look('verify')]))
      .toMatchObject([
        { exitCode: 0, toDo: [], follows: [], unknown: [] },
        { exitCode: 0, toDo: [] },
      ]);
  });

  it('has one activity a step in its history, named after the step types, and no output', async () => {
    const { stdout } = await muster(['status', 'coreos', '--json']);
    const run = JSON.parse(stdout) as RunView;
    expect(new Set(run.steps.map(({ type }) => type))).toEqual(
      new Set([
        'shell',
        'file.template',
        'discovery.token',
        'vagrant.up',
        'etcd.health',
        'fleet.machines',
        'fleet.submit',
        'fleet.start',
        'fleet.running',
        'http.answers',
      ]),
    );
  });
});
