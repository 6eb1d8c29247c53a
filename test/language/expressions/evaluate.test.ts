import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../contract/plan.js';
import { ExpressionError, evaluate } from '../../../language/expressions/evaluate.js';

const contexts: { [name: string]: Json } = {
  inputs: { machines: 3, name: 'core', list: ['a', 'b'], empty: '' },
  steps: {
    machines: {
      outputs: {
        machines: [
          { name: 'core-01', ssh: 'core@172.17.8.101', parts: [1, 2] },
          { name: 'core-02', ssh: 'core@172.17.8.102', parts: [3] },
        ],
      },
      outcome: 'done',
    },
  },
};

const value = (expr: string) => evaluate(expr, contexts);

function failure(expr: string): ExpressionError {
  try {
    value(expr);
  } catch (error) {
    if (error instanceof ExpressionError) return error;
    throw error;
  }
  throw new Error(`${expr} has a value`);
}

describe('the value of an expression', () => {
  // The examples of GitHub's reference of expressions, and what it says in words.
  it.each<[string, Json]>([
    ['null', null],
    ['true', true],
    ['711', 711],
    ['-9.2', -9.2],
    ['0xff', 255],
    ['-2.99e-2', -0.0299],
    ["'It''s open''s'", "It's open's"],
    ["'Mona' == 'mona'", true],
    ["'Mona' != 'mona'", false],
    ["'1' == 1", true],
    ["'' == 0", true],
    ['null == 0', true],
    ['true == 1', true],
    ["'x' < 1", false],
    ["'a' < 'B'", true],
    ['1 < 2 && 2 <= 2 && 3 > 2 && 3 >= 3', true],
    ["inputs.empty || 'default'", 'default'],
    ["inputs.name && 'yes' || 'no'", 'yes'],
    ['!inputs.machines', false],
    ['(1 == 2) == false', true],
    ["contains('Hello world', 'llo')", true],
    ["contains('Hello world', 'LLO')", true],
    ["contains(inputs.list, 'B')", true],
    ['contains(fromJSON(\'["push", "pull_request"]\'), \'push\')', true],
    ["startsWith('Hello world', 'he')", true],
    ["endsWith('Hello world', 'LD')", true],
    ["format('Hello {0} {1} {2}', 'Mona', 'the', 'Octocat')", 'Hello Mona the Octocat'],
    ["format('{{Hello {0} {1} {2}!}}', 'Mona', 'the', 'Octocat')", '{Hello Mona the Octocat!}'],
    ["join(inputs.list, ', ')", 'a, b'],
    ['join(inputs.list)', 'a,b'],
    ["join('text')", 'text'],
    ['toJSON(fromJSON(\'{"a":[1,null]}\'))', '{\n  "a": [\n    1,\n    null\n  ]\n}'],
    ["fromJSON('true')", true],
    ["case(1 == 2, 'a', 2 == 2, 'b', 'c')", 'b'],
    ["steps.machines.outputs.machines[1]['name']", 'core-02'],
    ['steps.machines.outputs.machines.*.name', ['core-01', 'core-02']],
    ['steps.machines.outputs.machines.*.parts[0]', [1, 3]],
    ["contains(steps.machines.outputs.machines.*.name, 'core-02')", true],
    ['steps.machines.outputs.machines[9].name', null],
    ['steps.absent.outputs.url', null],
    ['INPUTS.Machines', 3],
    ['inputs.list', ['a', 'b']],
  ])('%s is %j', (expr, expected) => {
    expect(value(expr)).toEqual(expected);
  });

  it('keeps any JSON as it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        const plain = JSON.parse(JSON.stringify(json)) as Json;
        expect(evaluate('x.v', { x: { v: plain } })).toEqual(plain);
        expect(evaluate('fromJSON(toJSON(x.v))', { x: { v: plain } })).toEqual(plain);
      }),
    );
  });

  it('has keys that JavaScript has a meaning for', () => {
    const odd = JSON.parse('{"__proto__":{"a":1},"constructor":2,"a":3,"A":4}') as Json;
    expect(evaluate('x.constructor', { x: odd })).toBe(2);
    expect(evaluate('x.__proto__.a', { x: odd })).toBe(1);
    expect(evaluate('x.A', { x: odd })).toBe(4);
    expect(JSON.stringify(evaluate('x', { x: odd }))).toBe(JSON.stringify(odd));
    expect(evaluate('x.__proto__', { x: {} })).toBeNull();
    expect(evaluate('x.toString', { x: {} })).toBeNull();
  });
});

describe('an expression without a value', () => {
  it.each<[string, string, number | undefined, string]>([
    ['', 'syntax', undefined, 'the expression is empty'],
    ['1 +', 'syntax', 2, 'unexpected +'],
    ['inputs.a +1', 'syntax', 9, 'unexpected +1'],
    ['inputs.', 'syntax', 7, 'the expression ends too early'],
    ['(1', 'syntax', 2, 'the expression ends too early'],
    ["'open", 'syntax', 0, 'the text is not closed: a single quote is missing'],
    ['inputs == "x"', 'syntax', 10, `unexpected "x": text stands in single quotes ('like this')`],
    ['github.actor', 'context', 0, 'there is no github here'],
    ['true &&\n  input.x', 'context', 10, 'there is no input here'],
    ['success()', 'function', 0, 'there is no function success'],
    ['constructor(1)', 'function', 0, 'there is no function constructor'],
    ["!hashFiles('x')", 'function', 1, 'there is no function hashFiles'],
    ['join()', 'arguments', 0, 'join: an argument is missing'],
    ['case(true, 1, false, 2)', 'arguments', 0, 'case: the default value is missing'],
    ['toJSON(1, 2)', 'arguments', 0, 'toJSON: too many arguments'],
    ["fromJSON('{')", 'value', undefined, 'fromJSON: its argument is not JSON'],
    ['fromJSON(1e999)', 'value', undefined, 'fromJSON: its argument is not JSON'],
    ['1e999', 'value', undefined, 'the result is Infinity, which is no number'],
    ["format('{1}', 1)", 'value', undefined, 'references more arguments than were supplied'],
    [`${'('.repeat(60)}1`, 'limit', 50, 'nested deeper than 50'],
    [`'${'x'.repeat(30_000)}'`, 'limit', undefined, 'longer than 21000 characters'],
  ])('%s: %s', (expr, kind, offset, message) => {
    const error = failure(expr);
    expect({ kind: error.kind, offset: error.offset }).toEqual({ kind, offset });
    expect(error.message).toContain(message);
  });

  it('does not fill the memory', () => {
    let expr = `'${'x'.repeat(1000)}'`;
    for (let depth = 0; depth < 20; depth++) expr = `format('{0}{0}', ${expr})`;
    expect(failure(expr).kind).toBe('limit');
    expect(failure(`${'1 == '.repeat(4000)}1 == inputs.x`).kind).toMatch(/limit/);
  });
});
