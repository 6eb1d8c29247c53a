import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { PreviewStep, ResumePreview } from '../../client/resume-preview.js';
import type { RunView } from '../../client/run-view.js';
import { repair } from './look.js';
import { byHand, labInputs, muster, testLab } from './test-lab.js';

/** A failed bring-up put right on real machines: only what is broken is touched, and it is told before. */
const pid = (machine: string) => byHand(`lxc-info -n ${machine} -p -H`);
const up = () => muster(['up', testLab.pipeline, ...labInputs, '--json']);
const viewOf = (ran: { stdout: string }) => JSON.parse(ran.stdout) as RunView;
const step = (view: Pick<RunView, 'steps'>, id: string) =>
  view.steps.find((each) => each.id === id);

async function foretold(...more: string[]): Promise<{ [id: string]: PreviewStep }> {
  const ran = await muster(['resume', 'coreos', '--dry-run', '--json', ...more]);
  const { steps } = JSON.parse(ran.stdout) as ResumePreview;
  return Object.fromEntries(steps.map((each) => [each.id, each]));
}

afterAll(async () => {
  await repair();
});

describe('AWX, one host of three', () => {
  it('a bring-up that failed for one machine alone goes on with that one, and the others are not touched', async () => {
    const others = [await pid('test-01'), await pid('test-03')];
    const before = await pid('test-02');
    await byHand('lxc-freeze -n test-02');
    const held = viewOf(await up());
    expect(step(held, 'machines')).toMatchObject({
      state: 'held',
      failure: { code: 'machine.stuck' },
      parts: { 'test-01': 'running', 'test-02': 'frozen', 'test-03': 'running' },
    });
    expect((await foretold()).machines).toMatchObject({
      action: 'looked-at',
      seen: { holds: false, blocked: { code: 'machine.stuck' } },
    });

    await byHand('lxc-unfreeze -n test-02; lxc-stop -k -n test-02');
    const machines = (await foretold()).machines;
    expect(machines?.seen).toMatchObject({ holds: false, parts: { 'test-02': 'stopped' } });
    expect(machines?.seen?.blocked).toBeUndefined();
    const done = viewOf(await muster(['resume', 'coreos', '--json']));
    expect(done.state).toBe('succeeded');
    expect(step(done, 'machines')?.change).toBe('changed');
    expect([await pid('test-01'), await pid('test-03')]).toEqual(others);
    expect(await pid('test-02')).not.toBe(before);
  });
});

describe('while a run is held', () => {
  const unit = join(testLab.coreos, 'units', 'code.it.2.service');

  it('an edited unit file is told, and is taken over with --pipeline alone', async () => {
    const text = await readFile(unit, 'utf8');
    await byHand('lxc-freeze -n test-02');
    expect(step(viewOf(await up()), 'machines')?.state).toBe('held');
    await byHand('lxc-unfreeze -n test-02');
    await writeFile(unit, text.replace('Description=', 'Description=Edited '));

    expect((await foretold()).submit?.seen).toMatchObject({
      why: expect.stringContaining('code.it.2.service'),
    });
    const again = viewOf(await muster(['resume', 'coreos', '--json']));
    expect(step(again, 'submit')).toMatchObject({
      state: 'held',
      failure: { code: 'file.differs' },
    });

    const corrected = ['--pipeline', testLab.pipeline];
    expect((await foretold(...corrected)).submit).toMatchObject({
      action: 'looked-at',
      definition: 'changed',
      seen: { holds: false },
    });
    const done = viewOf(await muster(['resume', 'coreos', '--json', ...corrected]));
    expect(done.state).toBe('succeeded');
    expect(step(done, 'submit')?.change).toBe('changed');
    await writeFile(unit, text);
    await repair();
  });

  it('a machine that is destroyed is told to be one that cannot come back, and then is held as such', async () => {
    await byHand('lxc-freeze -n test-03');
    expect(step(viewOf(await up()), 'machines')?.state).toBe('held');
    await byHand('lxc-unfreeze -n test-03; vagrant destroy -f test-02');
    expect((await foretold()).machines).toMatchObject({
      action: 'looked-at',
      seen: {
        holds: false,
        parts: { 'test-02': 'not created', 'test-03': 'running' },
        blocked: { code: 'member.replace' },
      },
    });
    const held = viewOf(await muster(['resume', 'coreos', '--json']));
    expect(step(held, 'machines')?.failure?.code).toBe('member.replace');
    const aborted = await muster(['abort', 'coreos', '--undo', '--json']);
    expect(aborted.exitCode).toBe(1);
    expect(await byHand('lxc-ls -1')).toBe('');
  });
});
