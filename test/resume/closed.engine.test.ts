import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exitCodes } from '../../cli/terminal/exit-codes.js';
import { connect } from '../../client/connection.js';
import { readEngine } from '../../worker/engine/engine-file.js';
import { BringUp, stepOf } from './bring-up.js';

/** A closed run goes on as a new one, whatever closed it. */
let lab: BringUp;
beforeAll(async () => {
  lab = await BringUp.create();
});
afterAll(() => lab.clear());

const steps = (last: string) => `steps:
  - { id: one, run: sh do.sh one }
  - { id: two, run: sh do.sh two, check: test -e made/two, retry: { attempts: 1 } }
  - { id: three, run: ${last} }
  - { id: four, run: sh do.sh four }
`;

async function temporal() {
  const engine = readEngine(lab.muster.home);
  if (!engine) throw new Error('no engine runs');
  const { address, namespace } = engine;
  return connect({ address, namespace, home: lab.muster.home.root });
}

/** Held at `three`, with `one` and `two` done. */
async function held(name: string): Promise<void> {
  await lab.write(name, steps('sh do.sh three'));
  lab.break(name, 'three');
  expect((await lab.run('up', name)).exitCode).toBe(exitCodes.held);
  expect(lab.effects(name)).toEqual(['one', 'two']);
  await lab.mend(name, 'three');
}

describe('a held run that was', () => {
  test.each([
    ['aborted', (name: string) => lab.run('abort', name)],
    [
      'terminated in Temporal',
      async (name: string) => (await temporal()).workflow.getHandle(name).terminate('by hand'),
    ],
    [
      'cancelled in Temporal',
      async (name: string) => {
        const handle = (await temporal()).workflow.getHandle(name);
        await handle.cancel();
        await handle.result().catch(() => {});
      },
    ],
  ])('%s goes on at the step that failed', async (how, close) => {
    const name = how.split(' ')[0] ?? how;
    await held(name);
    await close(name);
    const { view } = await lab.run('resume', name);
    expect(view).toMatchObject({ state: 'succeeded', from: expect.any(String) });
    expect(lab.effects(name)).toEqual(['three', 'four']);
    expect(stepOf(view, 'one').change).toBe('reused');
    expect(stepOf(view, 'two').change).toBe('unchanged');
  });

  test('timed out goes on at the step that failed', async () => {
    await lab.write('late', `timeout: 8s\n${steps('sh do.sh three')}`);
    lab.break('late', 'three');
    await lab.run('up', 'late');
    await lab.mend('late', 'three');
    const client = await temporal();
    await client.workflow
      .getHandle('late')
      .result()
      .catch(() => {});
    expect((await lab.run('status', 'late')).view.state).toBe('failed');
    expect((await lab.run('resume', 'late')).view.state).toBe('succeeded');
    expect(lab.effects('late')).toEqual(['one', 'two', 'three', 'four']);
  });
});

describe('a step without a check that was cut short', () => {
  test('by an abort is not done again unless somebody names it', async () => {
    await lab.write('cut', steps('sh do.sh three; sleep 60'));
    await lab.run('up', 'cut', '--detach');
    const begun = async () =>
      stepOf((await lab.run('status', 'cut')).view, 'three').progress?.phase;
    await expect.poll(begun).toBe('applying');
    await lab.run('abort', 'cut');
    await lab.write('cut', steps('sh do.sh three'));

    const told = await lab.run('resume', 'cut', '--dry-run');
    expect(told.view.steps).toContainEqual(
      expect.objectContaining({ id: 'three', action: 'held', safety: 'unsafe', mustName: true }),
    );
    const again = await lab.run('resume', 'cut');
    expect(again.exitCode).toBe(exitCodes.held);
    expect(stepOf(again.view, 'three').failure?.code).toBe('outcome.unknown');
    expect(lab.effects('cut')).toEqual(['one', 'two', 'three']);

    const done = await lab.run('resume', 'cut', '--pipeline', 'cut', '--step', 'three');
    expect(done.view.state).toBe('succeeded');
    expect(lab.effects('cut')).toEqual(['three', 'four']);
  });
});

describe('a run that goes on twice', () => {
  test('still knows what the first had done', async () => {
    await held('twice');
    await lab.run('abort', 'twice');
    lab.break('twice', 'two');
    await lab.remove('twice', 'made/two');
    const second = await lab.run('resume', 'twice');
    expect(stepOf(second.view, 'two').state).toBe('held');
    await lab.run('abort', 'twice');
    await lab.mend('twice', 'two');
    expect((await lab.run('resume', 'twice')).view.state).toBe('succeeded');
    expect(lab.effects('twice')).toEqual(['two', 'three', 'four']);
  });
});

test('a closed run goes on with a corrected pipeline, which is what `down` then takes down', async () => {
  await held('mended');
  await lab.run('abort', 'mended');
  await lab.write('mended', steps('sh do.sh three-corrected, undo: sh do.sh undone'));
  const done = await lab.run('resume', 'mended', '--pipeline', 'mended');
  expect(done.view.state).toBe('succeeded');
  expect(lab.effects('mended')).toEqual(['three-corrected', 'four']);
  expect((await lab.run('down', 'mended', '--yes')).view.state).toBe('succeeded');
  expect(lab.effects('mended')).toEqual(['undone']);
});
