import { describe, expect, it } from 'vitest';
import { codes, load, plan, step } from './rig.js';

/** A pipeline with two steps and a third whose `if` is the expression. */
function withCondition(expr: string): string {
  return `
name: demo
inputs: { machines: { type: integer } }
secrets: [PASSWORD]
steps:
  - { id: lost, run: x, needs: [], outputs: { url: {} } }
  - { id: up, uses: machines.up, needs: [] }
  - { id: shell, run: x, needs: [up], outputs: { url: {} } }
  - { id: last, run: x, needs: [shell], if: "${expr}" }
`;
}

describe('what an expression reads', () => {
  it.each([
    ['steps.up.outputs.machines[0].ssh', [{ step: 'up', of: 'outputs', output: 'machines' }]],
    ['steps.up.outputs.machines.*.ip', [{ step: 'up', of: 'outputs', output: 'machines' }]],
    ["steps['up']['outputs']['count']", [{ step: 'up', of: 'outputs', output: 'count' }]],
    ['toJSON(steps.shell.outputs)', [{ step: 'shell', of: 'outputs' }]],
    ['steps.shell.outputs.*', [{ step: 'shell', of: 'outputs' }]],
    ["steps.shell.outcome == 'succeeded'", [{ step: 'shell', of: 'outcome' }]],
    [
      '(steps.up.outputs || steps.up.outputs).count',
      [{ step: 'up', of: 'outputs', output: 'count' }],
    ],
    [
      "contains(steps.up.outputs.machines.*.name, steps.shell.outputs.url) && run.name != ''",
      [
        { step: 'up', of: 'outputs', output: 'machines' },
        { step: 'shell', of: 'outputs', output: 'url' },
      ],
    ],
    ['inputs[run.pipeline]', []],
  ])('%s is known before a run', async (expr, reads) => {
    const { plan: made } = await plan(withCondition(expr));
    const last = step(made, 'last');
    expect(last.if?.reads).toEqual(reads);
    expect(last.reads).toEqual([...new Set(reads.map((one) => one.step))]);
  });

  it.each([
    ['steps.lost.outputs.url', 'expression.order', 'this does not wait for lost'],
    ['steps.last.outputs.url', 'expression.order', 'this does not wait for last'],
    ['steps.shel.outputs.url', 'expression.name', 'did you mean shell?'],
    ['steps.shell.outputs.ulr', 'expression.name', 'did you mean url?'],
    ['steps.shell.output.url', 'expression.name', 'write steps.shell.outputs.NAME'],
    ['steps.shell', 'expression.name', 'a step has no value of its own'],
    ['steps.up.outputs.machines[0].ss', 'expression.name', 'did you mean ssh?'],
    [
      'steps.up.outputs.machines.*.ssh.x || steps.up.outputs.machine',
      'expression.name',
      'machines?',
    ],
    ['steps[inputs.machines].outputs', 'expression.static', 'the step has to be named'],
    ['toJSON(steps)', 'expression.static', 'the step has to be named'],
    ['steps.*.outputs', 'expression.static', 'the step has to be named'],
    ['steps.up.outputs[inputs.machines]', 'expression.static', 'the output has to be named'],
    ['inputs.machine', 'expression.name', 'did you mean machines?'],
    ['run.nmae', 'expression.name', 'did you mean name?'],
    ['run.state', 'expression.name', 'run has no state'],
    ['each.item', 'expression.name', 'for-each'],
    ['github.actor', 'expression.name', 'there is no github here'],
    ['Inputs.machines', 'expression.name', 'did you mean inputs?'],
    ['lenght(inputs.machines)', 'expression.function', 'there is no function lenght'],
    ['startWith(run.name, 1)', 'expression.function', 'did you mean startsWith?'],
    ['join()', 'expression.function', 'join: an argument is missing'],
    ['inputs.machines + 1', 'expression.syntax', 'unexpected +'],
    ['', 'field.invalid', 'if must have at least 1 character'],
    ['secrets.PASSWORD', 'secret.place', 'a secret cannot be part of an expression'],
    ['toJSON(secrets)', 'secret.place', 'a secret cannot be part of an expression'],
    ['secrets[run.name]', 'secret.place', 'a secret cannot be part of an expression'],
    [`\${{ run.name }} x`, 'expression.syntax', 'this has to be one expression'],
    [`\${{ run.name`, 'expression.syntax', 'is not closed'],
  ])('%s is an error', async (expr, code, words) => {
    const loaded = await load(withCondition(expr));
    expect(codes(loaded)).toEqual([code]);
    expect(loaded.report).toContain(words);
    expect(loaded.plan).toBeUndefined();
  });

  it('points at the name inside the expression, in every form of text', async () => {
    const { diagnostics } = await load(`name: demo
inputs: { a: {} }
steps:
  - run: x
    env:
      PLAIN: 1 \${{ inputs.b }} \${{ inputs.b }}
      SINGLE: 'it''s \${{ inputs.b }}'
      DOUBLE: "\\t \${{ inputs.b }}"
      BLOCK: |
        first
        and \${{ inputs.a }} \${{ inputs.b }}
      ESCAPED: "\\u0024{{ inputs.b }}"
    if: >-
      inputs.a ==
      inputs.b
`);
    expect(diagnostics.map(({ line, column, length }) => [line, column, length])).toEqual([
      [6, 20, 8],
      [6, 36, 8],
      [7, 26, 8],
      [8, 23, 8],
      [11, 33, 8],
      // Where the file has it in another form, the whole value.
      [12, 16, 22],
      [13, 9, 2],
    ]);
  });

  it('may be anything in outputs and in finally, but not in what comes before all steps', async () => {
    const loaded = await load(`
name: demo
env: { A: "\${{ steps.a.outputs.url }}" }
defaults: { runs-on: "\${{ steps.a.outputs.url }}" }
steps:
  - { id: a, run: x, needs: [], outputs: { url: {} } }
  - { id: b, run: x, for-each: "\${{ steps.a.outputs.url }}" }
finally:
  - { run: x, env: { A: "\${{ steps.a.outputs.url }}\${{ run.state }}" } }
outputs: { url: "\${{ steps.a.outputs.url }}" }
`);
    expect(codes(loaded)).toEqual(['expression.order', 'expression.order', 'expression.order']);
    expect(loaded.diagnostics.map(({ line }) => line)).toEqual([3, 4, 7]);
  });
});

describe('a secret', () => {
  it('stands alone in with and env, and travels by its name', async () => {
    const { plan: made } = await plan(`
name: demo
secrets: [A, B]
env: { B: "\${{ secrets.B }}" }
steps:
  - id: a
    uses: machines.up
    with: { password: "\${{ secrets.A }}", labels: { key: "\${{ secrets['A'] }}" } }
`);
    expect(step(made, 'a')).toMatchObject({
      with: { map: { password: { secret: 'A' }, labels: { map: { key: { secret: 'A' } } } } },
      env: { map: { B: { secret: 'B' } } },
    });
    expect(made.secrets).toEqual(['A', 'B']);
  });

  it.each([
    [`env: { A: "x \${{ secrets.A }}" }`, 'secret.place'],
    [`env: { A: "\${{ format(secrets.A) }}" }`, 'secret.place'],
    [`env: { A: "\${{ secrets.B }}" }`, 'secret.unknown'],
    ['if: secrets.A', 'secret.place'],
    [`runs-on: "\${{ secrets.A }}"`, 'secret.place'],
    [`for-each: "\${{ secrets.A }}"`, 'secret.place'],
  ])('cannot be in %s', async (field, code) => {
    const text = `name: demo\nsecrets: [A]\nsteps:\n  - run: x\n    ${field}\n`;
    expect(codes(await load(text))).toContain(code);
  });

  it('is said to be unused, as an input is', async () => {
    const loaded = await load('name: demo\nsecrets: [A]\ninputs: { b: {} }\nsteps: [{ run: x }]\n');
    expect(codes(loaded)).toEqual(['secret.unused', 'input.unused']);
    expect(loaded.diagnostics.map(({ severity }) => severity)).toEqual(['warning', 'warning']);
    expect(loaded.plan).toBeDefined();
  });
});

describe('with an expression in it', () => {
  it('is checked in all that is certain', async () => {
    const text = (fields: string) => `
name: demo
inputs: { a: {} }
steps:
  - { id: a, uses: token.make, with: ${fields} }
  - { id: b, run: x, env: { A: "\${{ inputs.a }}" } }
`;
    const reported = async (fields: string) => codes(await load(text(fields)));
    expect(await reported(`{ size: "\${{ inputs.a }}", service: "\${{ inputs.a }}" }`)).toEqual([]);
    expect(await reported(`{ size: "\${{ inputs.a }}" }`)).toEqual(['field.missing']);
    expect(await reported(`{ size: 99, service: "http://\${{ inputs.a }}" }`)).toEqual([
      'field.invalid',
    ]);
    expect(await reported(`{ sise: "\${{ inputs.a }}", service: "http://x" }`)).toEqual([
      'field.unknown',
    ]);
  });

  it('may stand for any part of a list', async () => {
    await plan({
      'a.service': '',
      'pipeline.yaml': `
name: demo
inputs: { a: {} }
steps:
  - uses: units.start
    with: { tunnel: ["\${{ inputs.a }}"], units: [a.service, "\${{ inputs.a }}"] }
`,
    });
  });
});
