import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Engine } from '../../client/engine.js';
import { createRuns } from '../../client/muster-client.js';
import type { RunView } from '../../contract/run.js';
import type { Answer } from '../cli/command-here.js';
import { MusterProcess } from '../cli/muster-process.js';
import { patience } from '../patience.js';
import { Stranger } from './stranger.js';

let muster: MusterProcess;
let engine: Engine;
let runs: Awaited<ReturnType<typeof createRuns>>;
let stranger: Stranger;
let count = 0;
let name: string;

beforeAll(async () => {
  muster = await MusterProcess.create();
  engine = await muster.homes.attach(muster.home);
  runs = await createRuns(engine);
  stranger = await Stranger.at(engine.address);
});
afterAll(async () => {
  await Promise.all([runs?.close(), stranger?.close()]);
  await muster.clear();
});
beforeEach(() => {
  name = `run-${++count}`;
});

const at = (file: string) => join(muster.folder, `${name}.${file}`);
/** What the step's script has written: one line each time it ran. */
const ledger = () => (existsSync(at('ledger')) ? readFileSync(at('ledger'), 'utf8') : '');

/** Bring a pipeline of these steps up; `$RUN` is its name. */
async function up(steps: string, ...options: string[]): Promise<Answer> {
  const file = at('yaml');
  const head = `name: ${name}\nenv: { RUN: ${name} }\nsteps:\n`;
  await writeFile(file, head + steps);
  return muster.runHere('up', file, ...options);
}

/** A step that nobody can look at: each time it runs is one line in the ledger. */
const migrate = '  - { id: migrate, run: echo ran >> $RUN.ledger }\n';
const breaks = '  - { id: breaks, run: echo ran >> $RUN.ledger; exit 3 }\n';

const started = () => vi.waitUntil(() => existsSync(at('started')), patience);
const resting = (view: RunView) => view.state !== 'running';
async function rest(): Promise<RunView> {
  return vi.waitUntil(async () => {
    const view = await runs.view(name);
    return resting(view) && view;
  }, patience);
}

describe('what was signed for a run that has ended', () => {
  it('starts no second one', async () => {
    expect((await up(migrate)).exitCode).toBe(0);
    await stranger.start(name, engine.queue, await stranger.startOf(name));
    const { state, steps } = await rest();
    expect(state).toBe('held');
    expect(steps[0]?.failure?.code).toBe('payload.refused');
    expect(ledger()).toBe('ran\n');
    // The way out that the message names.
    expect((await muster.runHere('abort', name)).exitCode).toBe(0);
    expect((await up(migrate)).exitCode).toBe(0);
    expect(ledger()).toBe('ran\nran\n');
  });

  it('does nothing in a run that is reset', async () => {
    expect((await up(migrate)).exitCode).toBe(0);
    await stranger.client.workflowService.resetWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId: name },
      requestId: name,
      workflowTaskFinishEventId: 4 as never,
    });
    const { state, steps } = await rest();
    expect(state).toBe('held');
    expect(steps[0]?.failure?.code).toBe('payload.refused');
    expect(ledger()).toBe('ran\n');
  });

  it('starts nothing by a schedule', async () => {
    expect((await up(migrate)).exitCode).toBe(0);
    const scheduleId = `${name}-schedule`;
    await stranger.client.workflowService.createSchedule({
      namespace: 'default',
      scheduleId,
      requestId: scheduleId,
      initialPatch: { triggerImmediately: {} },
      schedule: {
        action: {
          startWorkflow: {
            workflowId: name,
            workflowType: { name: 'pipeline' },
            taskQueue: { name: engine.queue },
            input: { payloads: (await stranger.startOf(name)) ?? [] },
          },
        },
      },
    });
    const started = await vi.waitUntil(async () => {
      const query = `WorkflowId STARTS_WITH '${name}-'`;
      for await (const info of stranger.client.workflow.list({ query })) {
        if (info.status.name === 'FAILED') return info;
      }
      return undefined;
    }, patience);
    expect(started.workflowId).not.toBe(name);
    expect(ledger()).toBe('ran\n');
  });

  it('is no task for a worker, whoever schedules it', async () => {
    expect((await up(migrate)).exitCode).toBe(0);
    const { task } = await stranger.stepOf(name, 'migrate');
    const as = (type: string, step: string) =>
      stranger.schedule(name, engine.queue, type, step, task);
    expect(await as('shell', 'migrate')).toBe('payload.refused');
    expect(await as('shell', 'another')).toBe('payload.refused');
    expect(await as('http.answers', 'migrate')).toBe('payload.refused');
    expect(ledger()).toBe('ran\n');
  });
});

describe('what a stranger makes up', () => {
  const json = (value: unknown) => [
    { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from(JSON.stringify(value)) },
  ];

  it('is no task for a worker', async () => {
    const task = json({ step: 'x', mode: 'up', with: { value: { run: 'touch evil' } } });
    expect(await stranger.schedule(name, engine.queue, 'shell', 'x', task)).toBe('payload.refused');
    expect(await stranger.schedule(name, engine.queue, 'shell', 'x', [])).toBe('payload.refused');
    expect(existsSync(join(muster.folder, 'evil'))).toBe(false);
  });

  it('keeps nobody from listing the runs', async () => {
    expect((await up(migrate)).exitCode).toBe(0);
    await stranger.client.workflow.start('pipeline', {
      workflowId: `${name}-junk`,
      taskQueue: 'nobody',
      args: [{}],
      memo: { mode: 'look' },
    });
    const { exitCode, stdout, stderr } = await muster.runHere('runs');
    expect(stderr).toBe('');
    expect(stdout).toContain(name);
    expect(exitCode).toBe(0);
    await stranger.client.workflow.getHandle(`${name}-junk`).terminate();
  });

  it('reaches no terminal as an order, though it fails a step with any words', async () => {
    const waits =
      '  - { id: waits, run: touch $RUN.started; until test -e $RUN.go; do sleep 0.1; done }\n';
    expect((await up(waits, '--detach')).exitCode).toBe(0);
    await started();
    const id = { workflowId: name, activityId: 'waits' };
    await stranger.client.activity.fail(
      id,
      new Error('\u001b]0;owned\u0007 \u001b[2J\u009b31mred'),
    );
    await rest();
    for (const json of [[], ['--json']]) {
      const { stdout, stderr } = await muster.runHere('status', name, ...json);
      expect(stdout + stderr).toContain('red');
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
      expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    }
    await writeFile(at('go'), '');
  });
});

describe('what was ordered of a run', () => {
  it('is executed once, and by its own verb alone', async () => {
    expect((await up(breaks)).exitCode).toBe(4);
    expect((await muster.runHere('resume', name)).exitCode).toBe(4);
    expect(ledger()).toBe('ran\nran\n');
    const [resume] = await stranger.ordersOf(name);
    expect(await stranger.order(name, 'resume', resume)).toMatch(/it was ordered once/);
    for (const verb of ['abort', 'pause', 'skip', 'approve']) {
      expect(await stranger.order(name, verb, resume)).toMatch(/it was not ordered/);
    }
    expect((await runs.view(name)).state).toBe('held');
    expect(ledger()).toBe('ran\nran\n');
  });

  it('is no order for a later run of that name', async () => {
    expect((await up(breaks)).exitCode).toBe(4);
    expect((await muster.runHere('resume', name)).exitCode).toBe(4);
    const [resume] = await stranger.ordersOf(name);
    expect((await muster.runHere('abort', name)).exitCode).toBe(0);
    expect((await up(breaks)).exitCode).toBe(4);
    expect(await stranger.order(name, 'resume', resume)).toMatch(/it was ordered of another run/);
    expect(ledger()).toBe('ran\nran\nran\n');
  });
});

it('a step takes no answer that was signed for another one', async () => {
  const steps =
    '  - { id: first, run: echo ran >> $RUN.ledger }\n  - { id: waits, run: touch $RUN.started; until test -e $RUN.go; do sleep 0.1; done }\n';
  expect((await up(steps, '--detach')).exitCode).toBe(0);
  await started();
  const { answer } = await stranger.stepOf(name, 'first');
  await stranger.client.workflowService.respondActivityTaskCompletedById({
    namespace: 'default',
    workflowId: name,
    activityId: 'waits',
    result: { payloads: answer ?? [] },
  });
  const { state, steps: shown } = await rest();
  expect(state).toBe('held');
  expect(shown[1]?.failure?.message).toMatch(/it was written for the step first/);
  await writeFile(at('go'), '');
});
