import { describe, expect, it } from 'vitest';
import { runLimits } from '../../contract/limits.js';
import type { Plan, PlannedStep } from '../../contract/plan.js';
import type { StepResult } from '../../contract/task.js';
import { entry, type Memory } from '../../workflows/memory.js';
import { looksInVain } from '../../workflows/planner/facts/ahead.js';
import { isThrough, openState } from '../../workflows/planner/facts/run-state.js';
import { decide, pause } from '../../workflows/planner/orders/approvals.js';
import { revise } from '../../workflows/planner/orders/revise.js';
import { abort, resume, skip } from '../../workflows/planner/orders/updates.js';
import { previewResume } from '../../workflows/planner/preview/preview.js';
import { visitDependentsAgain } from '../../workflows/planner/record/again.js';
import { recordAttempt } from '../../workflows/planner/record/attempt.js';
import { type NoAnswer, recordLook } from '../../workflows/planner/record/looks.js';
import { recordFailure, recordResult } from '../../workflows/planner/record/outcome.js';
import { settle } from '../../workflows/planner/start/settle.js';
import type { Start } from '../../workflows/planner/start/start-step.js';
import { at, by } from './chain.js';
import { begin, changesOf, type Driven, type DriveOptions, statesOf } from './drive.js';
import { group, outputOf, plan, reading, step } from './plan-builder.js';

const holds = (id: string, value = `value of ${id}`): StepResult => ({
  holds: true,
  changed: false,
  outputs: { value },
});
const absent: StepResult = { holds: false, why: 'it is gone' };
const failure = {
  code: 'test.failed',
  message: 'it failed',
  next: 'mend it',
  tail: [],
  attempt: 1,
};

/** An up whose activities end when a test says so; a look before its step's turn is `look ID`. */
class Up {
  readonly run: Driven;
  readonly #running = new Map<string, Start>();
  now = 0;

  constructor(steps: PlannedStep[] | Plan, options: DriveOptions = {}) {
    this.run = begin(Array.isArray(steps) ? plan(steps) : steps, options);
  }

  get rules() {
    return this.run.rules;
  }

  get memory(): Memory {
    return this.run.memory;
  }

  /** Goes on from what was written down of it. */
  carryOver(): void {
    this.run.memory = JSON.parse(JSON.stringify(this.run.memory));
  }

  /** What starts now. */
  starts(): string[] {
    const starts = settle(this.rules, this.memory, this.now);
    const names = starts.map(({ ahead, id }) => (ahead ? `look ${id}` : id));
    for (const [at, name] of names.entries()) this.#running.set(name, starts[at] as Start);
    return names;
  }

  #take(name: string): Start {
    const start = this.#running.get(name);
    if (!start) throw new Error(`${name} does not run`);
    this.#running.delete(name);
    return start;
  }

  /** Each ends as it was found: it holds. */
  hold(...names: string[]): this {
    for (const name of names) this.end(name, holds(name.replace('look ', '')));
    return this;
  }

  change(name: string): this {
    return this.end(name, { holds: true, changed: true, outputs: { value: 'new' } });
  }

  end(name: string, result: StepResult): this {
    const { ahead, id, step } = this.#take(name);
    if (ahead) {
      recordLook(this.memory, id, result, this.now);
      return this;
    }
    const own = entry(this.memory.steps, id);
    recordResult(own, result, this.now);
    if (own.change === 'changed') visitDependentsAgain(this.rules, this.memory, step.id);
    return this;
  }

  /** A look without an answer. */
  silent(name: string, how: NoAnswer): this {
    recordLook(this.memory, this.#take(name).id, how, this.now);
    return this;
  }

  fail(name: string): this {
    const { id, step } = this.#take(name);
    recordFailure(this.rules, this.memory, step, entry(this.memory.steps, id), failure, this.now);
    return this;
  }

  /** An attempt fails, and another one may be made. */
  stumble(name: string, interrupted = false): this {
    const { id, step } = this.#take(name);
    const own = entry(this.memory.steps, id);
    const ended = { failure, mayRepeat: true, interrupted };
    recordAttempt(this.rules, this.memory, step, own, ended, this.now);
    return this;
  }

  inVain(): string[] {
    return looksInVain(this.memory);
  }

  isThrough(): boolean {
    return isThrough(this.rules, this.memory);
  }
}

const needs = (...ids: string[]) => ({ needs: ids });
const chain = () => [
  step('a'),
  step('b', needs('a')),
  step('c', needs('a', 'b')),
  step('d', needs('a', 'b', 'c')),
];
/** A chain whose bottom has been found as it was. */
const onTheWay = (steps: PlannedStep[] | Plan = chain(), options: DriveOptions = {}): Up => {
  const up = new Up(steps, options);
  expect(up.starts()).toEqual(['a']);
  return up.hold('a');
};

describe('an up looks at what waits', () => {
  it('side by side, once what is at the bottom was found as it was', () => {
    const up = onTheWay();
    expect(up.starts()).toEqual(['b', 'look c', 'look d']);
    up.hold('look d', 'look c', 'b');
    expect(up.starts()).toEqual([]);
    expect(up.isThrough()).toBe(true);
    expect(changesOf(up.run)).toEqual({
      a: 'unchanged',
      b: 'unchanged',
      c: 'unchanged',
      d: 'unchanged',
    });
    expect(up.memory.steps.d?.outputs).toEqual({ value: 'value of d' });
    expect(up.memory.steps.d?.digest).toBe('digest of d');
  });

  it('not at all in a first bring-up', () => {
    const up = new Up(chain());
    for (const id of ['a', 'b', 'c', 'd']) {
      expect(up.starts()).toEqual([id]);
      up.change(id);
    }
    expect(up.starts()).toEqual([]);
    expect(up.isThrough()).toBe(true);
  });

  it('as soon as the outputs that a step reads are known, from a look too', () => {
    const up = onTheWay([
      step('a'),
      step('b', needs('a')),
      step('c', needs('b')),
      step('d', { ...needs('c'), ...reading('c') }),
    ]);
    expect(up.starts()).toEqual(['b', 'look c']);
    up.hold('look c');
    expect(up.starts()).toEqual(['look d']);
    up.hold('look d', 'b');
    expect(up.starts()).toEqual([]);
    expect(up.isThrough()).toBe(true);
  });

  it('not above a step that cannot be looked at, until that is left in place', () => {
    const steps = [
      step('a'),
      step('b', { ...needs('a'), checked: false }),
      step('c', needs('b')),
      step('d', needs('c')),
    ];
    const first = new Up(steps);
    expect(first.starts()).toEqual(['a']);
    first.hold('a').starts();
    first.change('b').starts();
    const { digest = '', inputKey, outputs = {} } = entry(first.memory.steps, 'b');
    const earlier = { b: { digest, outputs, ...(inputKey ? { inputKey } : {}) } };

    const up = new Up(steps, { earlier });
    expect(up.starts()).toEqual(['a']);
    expect(up.hold('a').starts()).toEqual(['c', 'look d']);
    expect(up.memory.steps.b?.change).toBe('reused');

    const again = new Up(steps, { earlier, named: ['b'] });
    expect(again.starts()).toEqual(['a']);
    expect(again.hold('a').starts()).toEqual(['b']);
    expect(again.change('b').starts()).toEqual(['c']);
    expect(again.hold('c').starts()).toEqual(['d']);
  });

  it('not above an approval, until somebody has answered', () => {
    const gate = step('gate', { ...needs('a'), type: 'approval', checked: false });
    const up = onTheWay([step('a'), gate, step('c', needs('gate')), step('d', needs('c'))]);
    expect(up.starts()).toEqual([]);
    expect(openState(up.rules, up.memory)).toBe('waiting-approval');
    decide(up.rules, up.memory, 'approve', { by }, 0);
    expect(up.starts()).toEqual(['c']);
    expect(up.hold('c').starts()).toEqual(['d']);
  });

  it('not where its condition, or that of a pipeline around it, leaves it out', () => {
    const no = { expr: 'false', reads: [] };
    const steps = [
      step('a'),
      step('b', needs('a')),
      step('c', { ...needs('b'), if: no }),
      step('lab/x', {}),
      step('d', needs('c', 'lab')),
    ];
    const lab = group('lab', { ...needs('b'), if: no });
    const up = onTheWay(plan(steps, { groups: [lab] }));
    expect(up.starts()).toEqual(['b', 'look d']);
    up.hold('look d', 'b');
    expect(up.starts()).toEqual([]);
    expect(statesOf(up.run)).toEqual({
      a: 'done',
      b: 'done',
      c: 'skipped',
      'lab/x': 'skipped',
      d: 'done',
    });
  });

  it('where a condition reads how another step ended, only when that is known', () => {
    const reads = [{ step: 'b', of: 'outcome' as const }];
    const up = onTheWay([
      step('a'),
      step('b', needs('a')),
      step('c', {
        ...needs('b'),
        reads: ['b'],
        if: { expr: "steps.b.outcome == 'failed'", reads },
      }),
      step('d', needs('b', 'c')),
    ]);
    expect(up.starts()).toEqual(['b', 'look d']);
    expect(up.fail('b').starts()).toEqual([]);
    expect(up.inVain()).toEqual(['d']);
  });

  it('inside pipelines, with inputs that a look has found', () => {
    const lab = group('lab', {
      ...needs('b'),
      reads: ['b'],
      inputs: { name: outputOf('b') },
      outputs: { result: outputOf('lab/x') },
    });
    const inner = { with: { map: { name: { expression: { expr: 'inputs.name', reads: [] } } } } };
    const up = onTheWay(
      plan(
        [
          step('a'),
          step('between', needs('a')),
          step('b', needs('between')),
          step('lab/x', inner),
          step('d', { ...needs('lab'), ...reading('lab', 'result') }),
        ],
        { groups: [lab] },
      ),
    );
    expect(up.starts()).toEqual(['between', 'look b']);
    expect(up.hold('look b').starts()).toEqual(['look lab/x']);
    expect(up.hold('look lab/x').starts()).toEqual(['look d']);
    up.hold('look d', 'between');
    expect(up.starts()).toEqual([]);
    expect(up.isThrough()).toBe(true);
  });

  it('at so many instances of a for-each at once as it allows, visits among them', () => {
    const items = { literal: ['x', 'y', 'z'] };
    const up = onTheWay([
      step('a'),
      step('b', needs('a')),
      step('each', { ...needs('b'), forEach: { items, maxParallel: 2 } }),
    ]);
    expect(up.starts()).toEqual(['b', 'look each[x]', 'look each[y]']);
    up.hold('look each[x]', 'b');
    // Its turn has come: what is not under way already is visited.
    expect(up.starts()).toEqual(['each[z]']);
    up.hold('look each[y]', 'each[z]');
    expect(up.starts()).toEqual([]);
    expect(up.isThrough()).toBe(true);
  });

  it('at what a selection leaves, and around what it leaves out', () => {
    const up = new Up(chain(), { selection: { skip: ['b'] } });
    expect(up.starts()).toEqual(['a']);
    expect(up.hold('a').starts()).toEqual(['c', 'look d']);
  });

  it('in no run that an earlier version began', () => {
    const up = onTheWay(chain(), { decisions: 2 });
    expect(up.starts()).toEqual(['b']);
  });

  it('in no down, and in no look', () => {
    for (const mode of ['look', 'down'] as const) {
      const up = new Up(chain(), { mode });
      up.starts();
      expect(up.memory.looks).toBeUndefined();
    }
  });

  it('and a continued run goes on with what it has seen', () => {
    const up = onTheWay();
    expect(up.starts()).toEqual(['b', 'look c', 'look d']);
    up.hold('look c', 'look d').carryOver();
    up.hold('b');
    expect(up.starts()).toEqual([]);
    expect(up.isThrough()).toBe(true);
  });
});

describe('what was seen to hold is visited all the same', () => {
  it('where something that it stands on was changed', () => {
    const up = onTheWay();
    expect(up.starts()).toEqual(['b', 'look c', 'look d']);
    up.hold('look c', 'look d').change('b');
    expect(up.starts()).toEqual(['c']);
    expect(up.hold('c').starts()).toEqual(['d']);
  });

  it('where an attempt at something that it stands on has failed, although the next one found it as it was', () => {
    const [a, b, ...others] = chain();
    const again = {
      ...(b as PlannedStep),
      retry: { attempts: 2, interval: 1, backoff: 1, maxInterval: 1 },
    };
    const up = onTheWay([a as PlannedStep, again, ...others]);
    expect(up.starts()).toEqual(['b', 'look c', 'look d']);
    up.hold('look c', 'look d').stumble('b');
    up.now = 10;
    expect(up.starts()).toEqual(['b']);
    expect(up.hold('b').starts()).toEqual(['c']);
  });

  it('where something that it stands on was not seen to hold, and nobody changed it', () => {
    const up = onTheWay();
    up.starts();
    up.hold('look d').end('look c', absent).hold('b');
    expect(up.starts()).toEqual(['c']);
    expect(up.hold('c').starts()).toEqual(['d']);
  });

  it('where something that it stands on was skipped by a person', () => {
    const up = onTheWay();
    up.starts();
    up.hold('look c', 'look d').fail('b').starts();
    skip(up.memory, { step: 'b', reason: 'by hand', by }, 0, at);
    expect(up.starts()).toEqual(['c']);
  });

  it('where it is ten minutes since', () => {
    const up = onTheWay();
    up.starts();
    up.hold('look c', 'look d');
    up.now = 600_001;
    expect(up.hold('b').starts()).toEqual(['c']);
  });

  it('where it is given something else by now', () => {
    const value = { map: { value: { expression: { expr: 'inputs.value', reads: [] } } } };
    const steps = [step('a'), step('b', needs('a')), step('c', { ...needs('b'), with: value })];
    const up = onTheWay(steps, { inputs: { value: 'then' } });
    expect(up.starts()).toEqual(['b', 'look c']);
    up.hold('look c', 'b');
    up.rules.facts.inputs = { value: 'now' };
    expect(up.starts()).toEqual(['c']);
  });

  it('where a run has no room any more for what it puts out', () => {
    const up = onTheWay();
    up.starts();
    up.hold('look d').end('look c', holds('c', 'x'.repeat(60 * 1024)));
    up.end('b', holds('b', 'x'.repeat(runLimits.data - 1024)));
    expect(up.starts()).toEqual(['c']);
  });

  it('where a worker was lost meanwhile, and maybe its computer', () => {
    const up = onTheWay();
    up.starts();
    up.hold('look d').silent('look c', 'interrupted').hold('b');
    expect(up.starts()).toEqual(['c']);
    expect(up.hold('c').starts()).toEqual(['d']);

    const other = onTheWay();
    other.starts();
    other.hold('look c', 'look d').stumble('b', true);
    expect(other.starts()).toEqual(['b']);
    expect(other.hold('b').starts()).toEqual(['c']);
  });

  it('where somebody has resumed the run since: it is looked at anew', () => {
    const up = onTheWay();
    expect(up.starts()).toEqual(['b', 'look c', 'look d']);
    up.hold('look c', 'look d');
    pause(up.memory, by, at);
    expect(up.hold('b').starts()).toEqual([]);
    resume(up.rules, up.memory, { by }, at);
    expect(up.starts()).toEqual(['c', 'look d']);
  });

  it('where somebody has corrected the pipeline since', () => {
    const steps = [...chain(), step('other')];
    const up = new Up(steps);
    expect(up.starts()).toEqual(['a', 'other']);
    up.hold('a').fail('other');
    expect(up.starts()).toEqual(['b', 'look c', 'look d']);
    up.hold('look c', 'look d', 'b');
    const memory = up.memory;
    revise(up.rules, memory, { plan: plan(steps), inputs: {}, by }, at);
    expect(memory.looks).toMatchObject({ steps: {}, go: 2 });
  });
});

describe('a look at what waits', () => {
  it('that finds it missing, or fails, is no failure: its visit looks again', () => {
    const up = onTheWay();
    up.starts();
    up.end('look c', absent).silent('look d', 'failed');
    expect(openState(up.rules, up.memory)).toBe('running');
    expect(up.memory.steps.c).toEqual({ state: 'waiting', visits: 0 });
    expect(up.hold('b').starts()).toEqual(['c']);
    expect(up.change('c').starts()).toEqual(['d']);
    up.change('d').starts();
    expect(up.isThrough()).toBe(true);
  });

  it('is not made of what stands on something that was seen to be missing', () => {
    const up = onTheWay([
      step('a'),
      step('b', needs('a')),
      step('c', needs('b')),
      step('d', { ...needs('c'), ...reading('c') }),
    ]);
    expect(up.starts()).toEqual(['b', 'look c']);
    expect(up.end('look c', absent).starts()).toEqual([]);
  });

  it('and ended, where it is under way', () => {
    const up = onTheWay();
    up.starts();
    expect(up.inVain()).toEqual([]);
    up.end('look c', absent).starts();
    expect(up.inVain()).toEqual(['d']);
  });

  it('is waited for by its visit: never do both run', () => {
    const up = onTheWay();
    up.starts();
    expect(up.hold('b').starts()).toEqual([]);
    expect(up.inVain()).toEqual([]);
    expect(up.hold('look c').starts()).toEqual([]);
    expect(up.isThrough()).toBe(false);
    up.hold('look d').starts();
    expect(up.isThrough()).toBe(true);
  });

  it('is waited for where it is ended because something below was changed', () => {
    const up = onTheWay();
    up.starts();
    expect(up.change('b').starts()).toEqual([]);
    expect(up.inVain()).toEqual(['c', 'd']);
    expect(up.silent('look c', 'cancelled').starts()).toEqual(['c']);
  });

  it('does not begin while the run is paused', () => {
    const up = onTheWay();
    pause(up.memory, by, at);
    expect(up.starts()).toEqual([]);
  });

  it('from before a resume tells nothing, and is ended', () => {
    const up = onTheWay();
    up.starts();
    pause(up.memory, by, at);
    resume(up.rules, up.memory, { by }, at);
    expect(up.starts()).toEqual([]);
    expect(up.inVain()).toEqual(['c', 'd']);
    up.silent('look d', 'cancelled').hold('look c');
    expect(up.starts()).toEqual(['look c', 'look d']);
    expect(entry(up.memory.looks?.steps ?? {}, 'c').visits).toBe(2);
  });

  it('is ended by an abort, and the run with it', () => {
    const up = onTheWay();
    up.starts();
    abort(up.memory, { by, undo: false }, at);
    up.hold('b').starts();
    expect(up.inVain()).toEqual(['c', 'd']);
    expect(up.isThrough()).toBe(false);
    up.silent('look c', 'cancelled').silent('look d', 'cancelled').starts();
    expect(up.isThrough()).toBe(true);
  });

  it('is forgotten where a run has no room for what it puts out', () => {
    const big = 'x'.repeat(60 * 1024);
    const many = Array.from({ length: 10 }, (_, index) => step(`s${index}`, needs('b')));
    const up = onTheWay([step('a'), step('b', needs('a')), ...many]);
    const names = up.starts().filter((name) => name !== 'b');
    expect(names).toHaveLength(10);
    for (const name of names) up.end(name, holds(name, big));
    up.starts();
    expect(up.memory.looks).toMatchObject({ over: true, steps: {} });
    expect(JSON.stringify(up.memory).length).toBeLessThan(runLimits.data);
    expect(up.hold('b').starts()).toHaveLength(10);
  });

  it('is made after a resume of what the held step stands on, and of that step', () => {
    const up = new Up(chain());
    for (const id of ['a', 'b', 'c']) {
      up.starts();
      if (id === 'c') up.fail(id);
      else up.change(id);
    }
    up.starts();
    resume(up.rules, up.memory, { by }, at);
    expect(up.starts()).toEqual(['a']);
    expect(up.hold('a').starts()).toEqual(['b', 'look c', 'look d']);
    up.hold('b').end('look c', absent).silent('look d', 'cancelled');
    expect(up.starts()).toEqual(['c']);
  });

  it('is of no concern to a preview', () => {
    const up = onTheWay();
    up.starts();
    up.hold('look c', 'look d');
    pause(up.memory, by, at);
    up.hold('b').starts();
    const before = JSON.stringify(up.memory);
    const told = previewResume(up.rules, up.memory, {}).steps;
    expect(told.map(({ id, action }) => `${id} ${action}`)).toEqual([
      'a kept',
      'b kept',
      'c to-do',
      'd to-do',
    ]);
    expect(JSON.stringify(up.memory)).toBe(before);
  });
});
