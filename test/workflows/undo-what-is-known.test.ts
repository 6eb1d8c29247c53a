import { describe, expect, it } from 'vitest';
import type { Json } from '../../contract/plan.js';
import { leftBehind } from '../../workflows/planner/facts/left-behind.js';
import { abort, skip } from '../../workflows/planner/orders/updates.js';
import { begin, type Driven, done, drive, type Outcome, takeDown } from './drive.js';
import { expression, group, outputOf, plan, reading, step } from './plan-builder.js';

const by = { kind: 'user', id: 'anna' } as const;
const parsing = (id: string) => ({
  expr: `fromJSON(steps.${id}.outputs.text)`,
  reads: [{ step: id, of: 'outputs', output: 'text' } as const],
});
const gone: Outcome = () => ({ holds: false, why: 'gone' });

/** What is taken down by a down that follows a run, and with what. */
function downAfter(up: Driven, look: Outcome = gone): [id: string, given: Json][] {
  const { steps: earlier, skipped: skippedBefore } = leftBehind(up.rules, up.memory);
  const { plan } = up.rules.graph;
  return undoOf(drive(begin(plan, { mode: 'down', earlier, skippedBefore }), look));
}

function undoOf(run: Driven): [id: string, given: Json][] {
  const taken: [string, Json][] = [];
  takeDown(run, (start) => {
    taken.push([start.id, start.with.value]);
    return { undone: true };
  });
  return taken;
}

function abortWithUndo(run: Driven): [id: string, given: Json][] {
  abort(run.memory, { by, undo: true }, '');
  return undoOf(drive(run));
}

describe('a down takes down what the last up made with what that left, also in a pipeline inside', () => {
  const inside = { with: { map: { of: expression('inputs.of') } } };

  it('whose input reads what a look does not find', () => {
    const lab = group('lab', { needs: ['a'], reads: ['a'], inputs: { of: outputOf('a') } });
    const steps = [step('a', { checked: false, undoable: false }), step('lab/b', inside)];
    const up = drive(begin(plan(steps, { groups: [lab] })));
    expect(downAfter(up)).toEqual([['lab/b', { of: 'value of a' }]]);
  });

  it('whose condition could not be worked out while it looked', () => {
    const lab = group('lab', { needs: ['a'], reads: ['a'], if: parsing('a') });
    const steps = [step('a', { undoable: false }), step('lab/b')];
    const up = drive(begin(plan(steps, { groups: [lab] })), () => ({
      holds: true,
      changed: true,
      outputs: { text: '1' },
    }));
    const broken: Outcome = () => ({ holds: true, changed: false, outputs: { text: '{' } });
    expect(downAfter(up, broken)).toEqual([['lab/b', {}]]);
  });

  it('and of a for-each the items that it had, where its condition says otherwise by now', () => {
    const each = {
      forEach: { items: { literal: ['x', 'y'] } },
      if: { expr: "steps.a.outcome == 'failed'", reads: [{ step: 'a', of: 'outcome' } as const] },
    };
    const steps = [
      step('a', { undoable: false, onFailure: 'continue' }),
      step('each', { needs: ['a'], reads: ['a'], undoable: false, ...each }),
      step('b', { needs: ['each'], ...reading('each') }),
    ];
    const all = { expression: { expr: 'steps.each.outputs', reads: [reads('each')] } };
    const last = step('b', { needs: ['each'], reads: ['each'], with: { map: { all } } });
    const up = drive(begin(plan([...steps.slice(0, 2), last])), (start) =>
      start.id === 'a' ? 'fail' : done(start),
    );
    const listed = [{ value: 'value of each[x]' }, { value: 'value of each[y]' }];
    expect(downAfter(up)).toEqual([['b', { all: listed }]]);
  });

  it('and nothing with what a step never put out that was cut short', () => {
    const all = { expression: { expr: 'steps.a.outputs', reads: [reads('a')] } };
    const steps = [
      step('a', { checked: false, undoable: false }),
      step('b', { needs: ['a'], reads: ['a'], with: { map: { all } } }),
    ];
    const up = drive(begin(plan(steps)), () => 'lost');
    expect(downAfter(up)).toEqual([]);
  });
});

describe('an abort with undo takes down', () => {
  it('what was done before and is skipped by now', () => {
    const isOne = { ...parsing('a'), expr: `${parsing('a').expr} == 1` };
    const steps = [
      step('a', { undoable: false }),
      step('b', { needs: ['a'], reads: ['a'], if: isOne }),
      step('c', { needs: ['b'], undoable: false }),
    ];
    let text = '1';
    const outcome: Outcome = ({ id }) =>
      id === 'c' ? 'fail' : { holds: true, changed: true, outputs: { text } };
    const run = drive(begin(plan(steps)), outcome);
    text = '2';
    run.memory.resumed = true;
    for (const id of ['a', 'b', 'c']) visitAgain(run, id);
    drive(run, outcome);
    expect(run.memory.steps.b?.state).toBe('skipped');
    expect(abortWithUndo(run).map(([id]) => id)).toEqual(['b']);
  });

  it('what somebody said to be done, and fails honestly where it cannot know with what', () => {
    const lab = group('lab', { needs: ['a'], reads: ['a'], if: parsing('a') });
    const steps = [step('a', { undoable: false }), step('lab/b')];
    const run = drive(begin(plan(steps, { groups: [lab] })));
    skip(run.memory, { by, step: 'lab/b', done: true, reason: 'by hand' }, 0, '');
    expect(abortWithUndo(run)).toEqual([]);
    expect(run.memory.undo?.['lab/b']).toMatchObject({ state: 'failed' });
  });
});

function reads(step: string) {
  return { step, of: 'outputs' } as const;
}

function visitAgain({ memory }: Driven, id: string): void {
  const own = memory.steps[id];
  if (!own) throw new Error(`no ${id}`);
  if (own.state === 'done') own.before = { digest: '', outputs: own.outputs ?? {} };
  own.state = 'waiting';
}
