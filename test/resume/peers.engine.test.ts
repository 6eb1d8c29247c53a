import { afterAll, beforeAll, expect, test } from 'vitest';
import { exitCodes } from '../../cli/terminal/exit-codes.js';
import { BringUp, stepOf } from './bring-up.js';

/** What other engines are known to get wrong, each by the name of the engine and the feature. */
let lab: BringUp;
beforeAll(async () => {
  lab = await BringUp.create();
});
afterAll(() => lab.clear());

/** A step that can be checked, and one that cannot. */
const checked = (id: string, more = '') =>
  `  - { id: ${id}, run: sh do.sh ${id}, check: test -e made/${id}, retry: { attempts: 1 }${more} }\n`;
const plain = (id: string, more = '') => `  - { id: ${id}, run: sh do.sh ${id}${more} }\n`;

test('Dagu, child retry: a step that failed inside a sub-pipeline runs again, and its parent is done', async () => {
  await lab.write('inner', `steps:\n${checked('one')}${plain('two')}`);
  await lab.write(
    'child',
    `steps:\n  - { id: lab, uses: ../inner/pipeline.yaml }\n${plain('after', ', needs: [lab]')}`,
  );
  lab.break('inner', 'two');
  const held = await lab.run('up', 'child');
  expect(held.exitCode).toBe(exitCodes.held);
  expect(stepOf(held.view, 'lab/two').failure?.message).toContain('two is broken');
  await lab.mend('inner', 'two');
  expect((await lab.run('resume', 'child')).view.state).toBe('succeeded');
  expect(lab.effects('inner')).toEqual(['one', 'two']);
  expect(lab.effects('child')).toEqual(['after']);
});

test('Kestra, new revision: a corrected step reads the outputs of those done before', async () => {
  const text = (third: string) => `steps:
  - id: one
    run: sh do.sh one; echo "key=1234" >> "$MUSTER_OUTPUT"
    outputs: { key: { type: string } }
  - id: two
    run: sh do.sh two; echo "door=left" >> "$MUSTER_OUTPUT"
    outputs: { door: { type: string } }
  - id: three
    run: ${third}
    env: { KEY: "\${{ steps.one.outputs.key }}", DOOR: "\${{ steps.two.outputs.door }}" }
`;
  await lab.write('revised', text('sh no-such-script "$KEY"'));
  expect((await lab.run('up', 'revised')).exitCode).toBe(exitCodes.held);
  await lab.write('revised', text('sh do.sh "$KEY-$DOOR"'));
  const done = await lab.run('resume', 'revised', '--pipeline', 'revised');
  expect(done.view).toMatchObject({ state: 'succeeded', actions: [{ verb: 'revise' }] });
  expect(lab.effects('revised')).toEqual(['one', 'two', '1234-left']);
});

test('Kestra and Argo, exit handlers: `finally` of the resumed run runs once more and is told that it succeeded', async () => {
  await lab.write(
    'exit',
    `steps:
${checked('one')}  - { id: two, run: sh do.sh two, on-failure: fail }
finally:
  - { id: tell, run: sh do.sh "told-$STATE", env: { STATE: "\${{ run.state }}" } }
`,
  );
  lab.break('exit', 'two');
  expect((await lab.run('up', 'exit')).exitCode).toBe(exitCodes.failed);
  expect(lab.effects('exit')).toEqual(['one', 'told-failed']);
  await lab.mend('exit', 'two');
  const done = await lab.run('resume', 'exit');
  expect(done.view).toMatchObject({ state: 'succeeded', finally: [{ id: 'tell', state: 'done' }] });
  expect(lab.effects('exit')).toEqual(['two', 'told-succeeded']);
});

test('Conductor, fork: only the branch that failed goes on, the other is not touched, and the join works', async () => {
  await lab.write(
    'fork',
    `steps:
${checked('left', ', needs: []')}${plain('left-two', ', needs: [left]')}${checked('right', ', needs: []')}${plain('right-two', ', needs: [right]')}${plain('join', ', needs: [left-two, right-two]')}`,
  );
  lab.break('fork', 'right-two');
  const held = await lab.run('up', 'fork');
  expect(lab.effects('fork').toSorted()).toEqual(['left', 'left-two', 'right']);
  await lab.mend('fork', 'right-two');
  const done = await lab.run('resume', 'fork');
  expect(done.view.state).toBe('succeeded');
  expect(lab.effects('fork')).toEqual(['right-two', 'join']);
  for (const id of ['left', 'left-two']) {
    expect(stepOf(done.view, id).endedAt).toBe(stepOf(held.view, id).endedAt);
  }
});

const gated = (build: string) => `steps:
  - { id: build, run: sh do.sh ${build}, check: test -e made/${build} }
  - { id: gate, uses: approval, with: { message: Ship it? } }
  - { id: ship, run: sh do.sh ship, on-failure: FAIL }
`;

test.each([
  ['in place', 'hold', exitCodes.held],
  ['as a new run', 'fail', exitCodes.failed],
])('Windmill, approval: resumed %s, what was approved is not asked again', async (_, how, exit) => {
  const name = `gate-${how}`;
  await lab.write(name, gated('one').replace('FAIL', how));
  lab.break(name, 'ship');
  expect((await lab.run('up', name)).view.state).toBe('waiting-approval');
  expect((await lab.run('approve', name)).exitCode).toBe(exit);
  await lab.mend(name, 'ship');
  const done = await lab.run('resume', name);
  expect(done.view.state).toBe('succeeded');
  expect(stepOf(done.view, 'gate')).toMatchObject({ change: 'reused' });
});

test.each([
  ['in place', 'hold'],
  ['as a new run', 'fail'],
])(
  'Windmill, approval: resumed %s, what was approved is asked again once it has changed',
  async (_, how) => {
    const name = `changed-${how}`;
    await lab.write(name, gated('one').replace('FAIL', how));
    lab.break(name, 'ship');
    await lab.run('up', name);
    await lab.run('approve', name);
    await lab.write(name, gated('two').replace('FAIL', how));
    await lab.mend(name, 'ship');
    const asked = await lab.run('resume', name, '--pipeline', name);
    expect(asked.view.state).toBe('waiting-approval');
    expect(lab.effects(name)).toEqual(['one', 'two']);
    expect((await lab.run('approve', name)).view.state).toBe('succeeded');
  },
);

test.each([
  ['held', 'hold'],
  ['closed', 'fail'],
])(
  'Rundeck and AWX, start over: a %s run goes on at the failed step, not at the first',
  async (_, how) => {
    const name = `over-${how}`;
    await lab.write(
      name,
      `steps:\n${plain('one')}${checked('two')}${plain('three', `, on-failure: ${how}`)}${plain('four')}`,
    );
    lab.break(name, 'three');
    await lab.run('up', name);
    expect(lab.effects(name)).toEqual(['one', 'two']);
    await lab.mend(name, 'three');
    expect((await lab.run('resume', name)).view.state).toBe('succeeded');
    expect(lab.effects(name)).toEqual(['three', 'four']);
  },
);

test('AWX, one host of three: resumed, the others are checked and not touched', async () => {
  const hosts = (check: string) => `steps:
  - id: host
    for-each: [core-01, core-02, core-03]
    run: sh do.sh "$HOST"
    check: ${check}
    retry: { attempts: 1 }
    env: { HOST: "\${{ each.item }}" }
`;
  await lab.write('hosts', hosts('echo "$HOST" >> looks; test -e "made/$HOST"'));
  lab.break('hosts', 'core-02');
  const held = await lab.run('up', 'hosts');
  expect(held.view.steps.map(({ state }) => state)).toEqual(['done', 'held', 'done']);
  expect(lab.effects('hosts').toSorted()).toEqual(['core-01', 'core-03']);
  await lab.mend('hosts', 'core-02');
  expect((await lab.run('resume', 'hosts')).view.state).toBe('succeeded');
  expect(lab.effects('hosts')).toEqual(['core-02']);
});
