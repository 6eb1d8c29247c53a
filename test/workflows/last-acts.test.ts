import { describe, expect, it } from 'vitest';
import type { Json } from '../../contract/plan.js';
import { scopeOf } from '../../workflows/planner/facts/scope.js';
import { evaluateIn, UnknownValue } from '../../workflows/planner/facts/templates.js';
import { begin, type Driven, drive } from './drive.js';
import { group, outputOf, plan, step } from './plan-builder.js';

/** A run that ends before `late`, `each`, and the pipelines `in` and `open` get their turn. */
function failed(decisions?: number): Driven {
  const late = { needs: ['work'] };
  const steps = [
    step('prepare'),
    step('work', { needs: ['prepare'], onFailure: 'fail' }),
    step('late', late),
    step('each', { ...late, forEach: { items: { literal: ['a', 'b'] } } }),
    step('in/a'),
    step('begun/b', { needs: [] }),
    step('begun/c', { needs: ['begun/b'], onFailure: 'fail' }),
  ];
  const groups = [
    group('in', { ...late, outputs: { url: { literal: 'http://here' } } }),
    group('begun', { outputs: { b: outputOf('begun/b'), c: outputOf('begun/c') } }),
  ];
  const options = decisions === undefined ? {} : { decisions };
  return drive(begin(plan(steps, { groups }), options), ({ id }) =>
    id === 'work' || id === 'begun/c'
      ? 'fail'
      : { holds: true, changed: true, outputs: { value: id } },
  );
}

function read({ rules, memory }: Driven, id: string, output = 'value', state?: string): Json {
  const scope = scopeOf(rules.graph, memory, rules.facts, '', state === undefined ? {} : { state });
  const template = outputOf(id, output);
  if (!('expression' in template)) throw new Error('no expression');
  return evaluateIn(scope, template.expression);
}

describe('finally and on-hold', () => {
  it('read what ran', () => {
    expect(read(failed(), 'prepare', 'value', 'failed')).toBe('prepare');
    expect(read(failed(), 'begun', 'b', 'failed')).toBe('begun/b');
  });

  it.each([
    ['work', 'value'],
    ['late', 'value'],
    ['each', 'value'],
    ['in', 'url'],
    ['begun', 'c'],
  ])('read null of what did not run or failed: %s', (id, output) => {
    expect(read(failed(), id, output, 'failed')).toBeNull();
    // The steps themselves never guess.
    if (id !== 'in') expect(() => read(failed(), id, output)).toThrow(UnknownValue);
  });

  it('fail on it in runs that began before', () => {
    expect(() => read(failed(1), 'late', 'value', 'failed')).toThrow(UnknownValue);
  });
});
