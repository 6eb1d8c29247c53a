import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { MusterProcess } from '../cli/muster-process.js';
import { patience } from '../patience.js';

/** What comes at once is processes; what prepares it or looks at it afterwards need not be. */
let muster: MusterProcess;
let count = 0;
let name: string;

beforeAll(async () => {
  muster = await MusterProcess.create();
});
afterAll(() => muster.clear());
beforeEach(() => {
  name = `run-${++count}`;
});

const at = (file: string) => join(muster.folder, `${name}.${file}`);
const ledger = () => (existsSync(at('ledger')) ? readFileSync(at('ledger'), 'utf8') : '');
const appears = (file: string) => vi.waitUntil(() => existsSync(at(file)), patience);

async function write(steps: string): Promise<string> {
  const head = `name: ${name}\nenv: { RUN: ${name} }\nsteps:\n`;
  await writeFile(at('yaml'), head + steps);
  return at('yaml');
}

/** Runs until it is let go; notes that it began, and that it was taken down. */
const waits =
  '  - { id: waits, run: echo up >> $RUN.ledger; until test -e $RUN.go; do sleep 0.1; done, undo: echo down >> $RUN.ledger }\n';
/** Is held until the file is there. */
const gate = '  - { id: gate, run: echo gate >> $RUN.ledger; test -e $RUN.go }\n';
const made = '  - { id: made, run: echo made >> $RUN.ledger, undo: echo down >> $RUN.ledger }\n';

describe('two commands at once', () => {
  it('bring one name up once: the other is refused and says what to do', async () => {
    const file = await write(waits);
    const both = [muster.start(['up', file, '--detach']), muster.start(['up', file, '--detach'])];
    const answers = await Promise.all(both);
    expect(answers.map(({ exitCode }) => exitCode).sort()).toEqual([0, 6]);
    const refused = answers.find(({ exitCode }) => exitCode === 6);
    expect(refused?.stderr).toContain(`A run named ${name} is running`);
    expect(refused?.stderr).toMatch(new RegExp(`To follow it: .* status ${name} --follow`));
    await writeFile(at('go'), '');
    expect((await muster.runHere('resume', name)).exitCode).toBe(0);
    expect(ledger()).toBe('up\n');
  });

  it('resume a held step once', async () => {
    expect((await muster.runHere('up', await write(gate))).exitCode).toBe(4);
    const both = [muster.start(['resume', name]), muster.start(['resume', name])];
    const codes = (await Promise.all(both)).map(({ exitCode }) => exitCode);
    // One resumes. The other comes too early and is refused, or late, when it is held again.
    const tries = ledger().split('\n').length - 1;
    expect(codes.every((code) => code === 4 || code === 6)).toBe(true);
    const { stdout } = await muster.runHere('status', name, '--json');
    const actions = (JSON.parse(stdout).actions as { verb: string }[]).length;
    expect(tries).toBe(1 + actions);
    expect(actions).toBeGreaterThanOrEqual(1);
  });

  it('skip and resume the same step: one of them decides', async () => {
    expect((await muster.runHere('up', await write(gate + made))).exitCode).toBe(4);
    await writeFile(at('go'), '');
    const [skip, resume] = await Promise.all([
      muster.start(['skip', name, '--step', 'gate', '--reason', 'enough']),
      muster.start(['resume', name, '--step', 'gate']),
    ]);
    const { stdout } = await muster.runHere('status', name, '--json');
    const { state, steps, actions } = JSON.parse(stdout);
    expect(state).toBe('succeeded');
    expect(actions).toHaveLength(1);
    const skipped = actions[0].verb === 'skip';
    expect(steps[0].state).toBe(skipped ? 'skipped' : 'done');
    expect(ledger()).toBe(skipped ? 'gate\nmade\n' : 'gate\ngate\nmade\n');
    // Whoever came second was told, or found the run over.
    expect((skipped ? skip : resume).exitCode).toBe(0);
    expect([0, 2, 6]).toContain((skipped ? resume : skip).exitCode);
  });
});

describe('while a run is under way', () => {
  it('down is refused and names the way, and plan is answered', async () => {
    const file = await write(waits);
    expect((await muster.runHere('up', file, '--detach')).exitCode).toBe(0);
    await appears('ledger');
    const down = await muster.runHere('down', name, '--yes');
    expect(down.exitCode).toBe(6);
    expect(down.stderr).toMatch(new RegExp(`abort ${name} --undo`));
    const plan = await muster.runHere('plan', file, '--json');
    expect(plan.exitCode).toBe(0);
    expect(JSON.parse(plan.stdout).steps[0].change).toBe('always-runs');
    expect(ledger()).toBe('up\n');
    await writeFile(at('go'), '');
    expect((await muster.runHere('resume', name)).exitCode).toBe(0);
    expect((await muster.runHere('down', name, '--yes')).exitCode).toBe(0);
    expect(ledger()).toBe('up\ndown\n');
  });
});

describe('while a run is held', () => {
  it('down ends it and takes down what it made', async () => {
    const file = await write(made + gate);
    expect((await muster.runHere('up', file)).exitCode).toBe(4);
    expect((await muster.runHere('down', name, '--yes')).exitCode).toBe(0);
    expect(ledger()).toBe('made\ngate\ndown\n');
    const { stdout } = await muster.runHere('status', name, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ state: 'aborted', actions: [{ verb: 'abort' }] });
    // The name is free again.
    await writeFile(at('go'), '');
    expect((await muster.runHere('up', file)).exitCode).toBe(0);
  });
});
