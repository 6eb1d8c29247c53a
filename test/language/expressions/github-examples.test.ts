import { describe, expect, it } from 'vitest';
import type { Json } from '../../../contract/plan.js';
import { ExpressionError, evaluate } from '../../../language/expressions/evaluate.js';
import { load, plan, step } from '../rig.js';

/**
 * Every example of GitHub's reference of expressions, section by section, with the result that it
 * states: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions. Rules
 * that it gives in words stand below the examples. What Muster leaves out is at the end.
 */
const matrix = {
  include: [
    { project: 'foo', config: 'Debug' },
    { project: 'bar', config: 'Release' },
  ],
};
const contexts: { [name: string]: Json } = {
  github: {
    ref: 'refs/heads/main',
    event_name: 'push',
    event: { issue: { labels: [{ name: 'bug' }, { name: 'help wanted' }] } },
  },
  needs: { job1: { outputs: { matrix: JSON.stringify(matrix) } } },
  env: { continue: 'true', time: '3' },
  job: { status: 'success' },
  fruits: [
    { name: 'apple', quantity: 1 },
    { name: 'orange', quantity: 2 },
    { name: 'pear', quantity: 1 },
  ],
  vegetables: {
    scallions: { colors: ['green', 'white', 'red'], ediblePortions: ['roots', 'stalks'] },
    beets: {
      colors: ['purple', 'red', 'gold', 'white', 'pink'],
      ediblePortions: ['roots', 'stems', 'leaves'],
    },
    artichokes: {
      colors: ['green', 'purple', 'red', 'black'],
      ediblePortions: ['hearts', 'stems', 'leaves'],
    },
  },
};

const onRef = (ref: string) => ({ ...contexts, github: { ref } });

function has(rows: [expr: string, value: Json][]): void {
  it.each(rows)('%s is %j', (expr, value) => {
    expect(evaluate(expr, contexts)).toEqual(value);
  });
}

describe('literals', () => {
  has([
    ['null', null],
    ['false', false],
    ['true', true],
    ['711', 711],
    ['-9.2', -9.2],
    ['0xff', 255],
    ['-2.99e-2', -0.0299],
    ["'It''s open source!'", "It's open source!"],
  ]);

  it('in double quotes are an error', () => {
    expect(() => evaluate('"text"', contexts)).toThrow(ExpressionError);
  });

  // "falsy values (false, 0, -0, "", '', null) are coerced to false", all others to true.
  has([
    ['!false && !0 && !-0 && !null', true],
    ["!''", true],
    ["!!true && !!1 && !!-1 && !!'0' && !!'false'", true],
    ['!!fruits && !!job', true],
  ]);
});

describe('operators', () => {
  has([
    ['(1 == 2) == false', true],
    ["fruits[1]['name']", 'orange'],
    ['fruits[0].quantity', 1],
    ['!true', false],
    ['1 < 2', true],
    ['2 <= 2', true],
    ['3 > 2', true],
    ['3 >= 4', false],
    ['1 == 1', true],
    ['1 != 1', false],
    ['true && false', false],
    ['false || true', true],
    // Tighter first: not, relations, equality, and, or.
    ['true || false && false', true],
    ['!false == true', true],
    ['1 < 2 == true', true],
  ]);

  it('compare text without regard to case', () => {
    expect(evaluate("'Mona' == 'mONA'", contexts)).toBe(true);
    expect(evaluate("'a' < 'B'", contexts)).toBe(true);
  });

  // "If the types do not match, GitHub coerces the type to a number."
  has([
    ['null == 0', true],
    ['true == 1', true],
    ['false == 0', true],
    ["'3' == 3", true],
    ["'-2.5e1' == -25", true],
    ["'' == 0", true],
    ["'three' == 3", false],
    ["'three' != 3", true],
    ['fruits == 0', false],
    ['job == 1', false],
    ['null == false', true],
    ["null == ''", true],
  ]);

  // "When NaN is one of the operands of any relational comparison, the result is always false."
  has([
    ["'three' < 4", false],
    ["'three' <= 4", false],
    ["'three' > 1", false],
    ["'three' >= 1", false],
    ['fruits < 4', false],
  ]);

  // "Objects and arrays are only considered equal when they are the same instance."
  has([
    ['fruits == fruits', true],
    ['job == job', true],
    ["fromJSON('[1]') == fromJSON('[1]')", false],
  ]);
});

describe('contains, startsWith, endsWith', () => {
  has([
    ["contains('Hello world', 'llo')", true],
    ["contains(github.event.issue.labels.*.name, 'bug')", true],
    ["contains(github.event.issue.labels.*.name, 'wontfix')", false],
    [`contains(fromJSON('["push", "pull_request"]'), github.event_name)`, true],
    [`contains(fromJSON('["workflow_dispatch"]'), github.event_name)`, false],
    ["startsWith('Hello world', 'He')", true],
    ["endsWith('Hello world', 'ld')", true],
    // "This function is not case sensitive. Casts values to a string."
    ["contains('Hello world', 'LLO')", true],
    ["contains(github.event.issue.labels.*.name, 'BUG')", true],
    ["startsWith('Hello world', 'hE')", true],
    ["endsWith('Hello world', 'LD')", true],
    ['contains(1234, 23)', true],
    ['startsWith(1234, 12)', true],
    ['endsWith(true, null)', true],
    // An element, not a part of one.
    ["contains(github.event.issue.labels.*.name, 'help')", false],
  ]);
});

describe('format', () => {
  has([
    ["format('Hello {0} {1} {2}', 'Mona', 'the', 'Octocat')", 'Hello Mona the Octocat'],
    ["format('{{Hello {0} {1} {2}!}}', 'Mona', 'the', 'Octocat')", '{Hello Mona the Octocat!}'],
    ["format('{1}{0}{1}', 'a', 'b')", 'bab'],
    ["format('{0}, {1}, {2}, {3}', null, true, 1.5, 'x')", ', true, 1.5, x'],
  ]);
});

describe('join', () => {
  has([
    ["join(github.event.issue.labels.*.name, ', ')", 'bug, help wanted'],
    ['join(github.event.issue.labels.*.name)', 'bug,help wanted'],
    ["join('one text')", 'one text'],
    [`join(fromJSON('[1, true, null, "x"]'), '-')`, '1-true--x'],
  ]);
});

describe('toJSON and fromJSON', () => {
  has([
    ['toJSON(job)', '{\n  "status": "success"\n}'],
    ['fromJSON(needs.job1.outputs.matrix)', matrix],
    ['fromJSON(needs.job1.outputs.matrix).include.*.project', ['foo', 'bar']],
    ['fromJSON(env.continue)', true],
    ['fromJSON(env.time)', 3],
    ["fromJSON('null')", null],
    [`fromJSON('"text"')`, 'text'],
  ]);
});

describe('case', () => {
  const one = "case(github.ref == 'refs/heads/main', 'production', 'development')";
  const several = `case(
      github.ref == 'refs/heads/main', 'production',
      github.ref == 'refs/heads/staging', 'staging',
      startsWith(github.ref, 'refs/heads/feature/'), 'development',
      'unknown'
    )`;

  it.each([
    [one, 'refs/heads/main', 'production'],
    [one, 'refs/heads/other', 'development'],
    [several, 'refs/heads/main', 'production'],
    [several, 'refs/heads/staging', 'staging'],
    [several, 'refs/heads/feature/new', 'development'],
    [several, 'refs/tags/v1', 'unknown'],
  ])('%s on %s is %s', (expr, ref, value) => {
    expect(evaluate(expr, onRef(ref))).toBe(value);
  });
});

describe('object filters', () => {
  has([
    ['fruits.*.name', ['apple', 'orange', 'pear']],
    [
      'vegetables.*.ediblePortions',
      [
        ['roots', 'stalks'],
        ['roots', 'stems', 'leaves'],
        ['hearts', 'stems', 'leaves'],
      ],
    ],
    ['fruits[*].quantity', [1, 2, 1]],
    ['vegetables.*.ediblePortions[0]', ['roots', 'roots', 'hearts']],
    // What has no such key is left out.
    [`fromJSON('[{"a": 1}, {"b": 2}, 3]').*.a`, [1]],
  ]);
});

describe('in a pipeline', () => {
  it('a value that is one expression keeps its type; text around it makes it text', async () => {
    const { plan: made } = await plan(`
name: demo
inputs: { size: { type: integer, default: 3 } }
steps:
  - { id: a, run: x, env: { A: "\${{ inputs.size }}", B: "\${{ inputs.size }} machines", C: Mona the Octocat } }
`);
    expect(step(made, 'a').env).toEqual({
      map: {
        A: { expression: { expr: 'inputs.size', reads: [] } },
        B: { text: [{ expr: 'inputs.size', reads: [] }, ' machines'] },
        C: { literal: 'Mona the Octocat' },
      },
    });
  });

  // A run has no workspace to hash, and its steps have outcomes to ask for.
  it.each([
    "hashFiles('**/package-lock.json')",
    'success()',
    'always()',
    'cancelled()',
    'failure()',
  ])('%s is not there, and that is an error before the run', async (expr) => {
    const { report } = await load(`name: demo\nsteps:\n  - run: x\n    if: "${expr}"\n`);
    expect(report).toContain(`there is no function ${expr.replace(/\(.*/, '')}`);
  });
});
