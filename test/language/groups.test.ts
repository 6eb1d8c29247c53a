import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codes, load, plan, step } from './rig.js';

const lab = `
name: lab
inputs:
  prefix: { default: core }
  size: { type: integer, minimum: 1 }
  note: { required: false }
secrets: [KEY]
env: { PREFIX: "\${{ inputs.prefix }}" }
defaults: { timeout: 5m }
steps:
  - { id: bridge, run: ./bridge, outputs: { address: {} } }
  - id: box
    run: ./box
    env: { SIZE: "\${{ inputs.size }}", NOTE: "\${{ inputs.note }}", KEY: "\${{ secrets.KEY }}" }
outputs:
  address: "\${{ steps.bridge.outputs.address }}"
`;

const outer = `
name: demo
inputs: { machines: { type: integer } }
env: { OUTER: "1" }
steps:
  - { id: first, run: x, outputs: { wanted: { type: boolean } } }
  - id: lab
    name: The lab
    uses: lab/pipeline.yaml
    if: steps.first.outputs.wanted
    with: { size: "\${{ inputs.machines }}" }
  - { id: after, run: x, env: { ADDRESS: "\${{ steps.lab.outputs.address }}" } }
outputs: { address: "\${{ steps.lab.outputs.address }}" }
`;

describe('a pipeline as a step', () => {
  it('is expanded in place, as a scope of its own', async () => {
    const { plan: made, directory } = await plan({
      'pipeline.yaml': outer,
      'lab/pipeline.yaml': lab,
    });
    expect(made.steps.map(({ id, group, needs }) => [id, group, needs])).toEqual([
      ['first', '', []],
      ['lab/bridge', 'lab', []],
      ['lab/box', 'lab', ['lab/bridge']],
      ['after', '', ['lab']],
    ]);
    expect(made.groups).toEqual([
      {
        id: 'lab',
        group: '',
        name: 'The lab',
        if: {
          expr: 'steps.first.outputs.wanted',
          reads: [{ step: 'first', of: 'outputs', output: 'wanted' }],
        },
        needs: ['first'],
        reads: ['first'],
        inputs: {
          prefix: { literal: 'core' },
          size: { expression: { expr: 'inputs.machines', reads: [] } },
          note: { literal: null },
        },
        checks: { size: { type: 'integer', minimum: 1 } },
        outputs: {
          address: {
            expression: {
              expr: 'steps.bridge.outputs.address',
              reads: [{ step: 'lab/bridge', of: 'outputs', output: 'address' }],
            },
          },
        },
        source: { file: join(directory, 'pipeline.yaml'), line: 7, column: 5 },
      },
    ]);
    expect(made.secrets).toEqual(['KEY']);
    expect(step(made, 'lab/box')).toMatchObject({
      directory: join(directory, 'lab'),
      timeout: 300_000,
      env: {
        map: {
          PREFIX: { expression: { expr: 'inputs.prefix', reads: [] } },
          KEY: { secret: 'KEY' },
        },
      },
    });
    const after = step(made, 'after');
    expect(after.timeout).toBeUndefined();
    expect(after.reads).toEqual(['lab']);
    expect(Object.keys('map' in after.env ? after.env.map : {})).toEqual(['OUTER', 'ADDRESS']);
  });

  it('may be used twice, and in one another', async () => {
    const { plan: made } = await plan({
      'pipeline.yaml':
        'name: a\nsteps: [{ id: x, uses: ./b.yaml }, { id: y, uses: b.yaml, needs: [] }]',
      'b.yaml': 'name: b\nsteps: [{ id: c, uses: c.yml, runs-on: rack }]',
      'c.yml': 'name: c\nsteps: [{ run: x }, { run: x, runs-on: other }]',
    });
    expect(made.groups.map(({ id, group }) => [id, group])).toEqual([
      ['x', ''],
      ['x/c', 'x'],
      ['y', ''],
      ['y/c', 'y'],
    ]);
    expect(made.steps.map(({ id, runsOn }) => [id, runsOn])).toEqual([
      ['x/c/step-1', { literal: 'rack' }],
      ['x/c/step-2', { literal: 'other' }],
      ['y/c/step-1', { literal: 'rack' }],
      ['y/c/step-2', { literal: 'other' }],
    ]);
  });

  it('hands its task queue down, also one that only the run knows', async () => {
    const { plan: made } = await plan({
      'pipeline.yaml': `
name: a
inputs: { rack: {} }
steps: [{ id: b, uses: b.yaml, runs-on: "\${{ inputs.rack }}" }]`,
      'b.yaml': 'name: b\nsteps: [{ id: c, uses: c.yaml }]',
      'c.yaml': 'name: c\nsteps: [{ id: d, run: x }]',
    });
    const handed = { expression: { expr: "inputs['(runs-on)']", reads: [] } };
    expect(made.groups.map(({ inputs }) => inputs)).toEqual([
      { '(runs-on)': { expression: { expr: 'inputs.rack', reads: [] } } },
      { '(runs-on)': handed },
    ]);
    expect(step(made, 'b/c/d').runsOn).toEqual(handed);
  });

  it('is checked by the inputs, steps and outputs of its file', async () => {
    const { report } = await load({
      'pipeline.yaml': `
name: demo
secrets: [PASSWORD]
steps:
  - id: lab
    uses: lab/pipeline.yaml
    with: { prefx: a, prefix: "\${{ secrets.PASSWORD }}", note: 3 }
    env: { A: 1 }
    timeout: 5m
  - { id: after, run: x, env: { A: "\${{ steps.lab.outputs.adress }}", B: "\${{ steps.box.outcome }}" } }
`,
      'lab/pipeline.yaml': `${lab}\nfinally: [{ run: x }]\ntimeout: 1h\n`,
    });
    expect(report).toMatchInlineSnapshot(`
      "pipeline.yaml:7:5 error the input size is missing [field.missing]
        7 |     with: { prefx: a, prefix: "\${{ secrets.PASSWORD }}", note: 3 }
          |     ^^^^

      pipeline.yaml:7:13 error that pipeline has no input prefx [field.unknown]
        7 |     with: { prefx: a, prefix: "\${{ secrets.PASSWORD }}", note: 3 }
          |             ^^^^^
        hint: did you mean prefix?

      pipeline.yaml:7:31 error a secret cannot be handed to a pipeline [secret.place]
        7 |     with: { prefx: a, prefix: "\${{ secrets.PASSWORD }}", note: 3 }
          |                               ^^^^^^^^^^^^^^^^^^^^^^^^^
        hint: declare it in the secrets of that pipeline

      pipeline.yaml:7:64 error note must be text, not a whole number [field.invalid]
        7 |     with: { prefx: a, prefix: "\${{ secrets.PASSWORD }}", note: 3 }
          |                                                                ^

      pipeline.yaml:8:5 error env cannot stand beside a pipeline [field.conflict]
        8 |     env: { A: 1 }
          |     ^^^
        hint: beside uses: FILE stand only id, name, if, needs, with and runs-on

      pipeline.yaml:9:5 error timeout cannot stand beside a pipeline [field.conflict]
        9 |     timeout: 5m
          |     ^^^^^^^
        hint: beside uses: FILE stand only id, name, if, needs, with and runs-on

      pipeline.yaml:10:41 error lab has no output adress [expression.name]
        10 | … id: after, run: x, env: { A: "\${{ steps.lab.outputs.adress }}", B: "\${…
           |                                     ^^^^^^^^^^^^^^^^^^^^^^^^
        hint: did you mean address?

      pipeline.yaml:10:79 error there is no step box [expression.name]
        10 | …ps.lab.outputs.adress }}", B: "\${{ steps.box.outcome }}" } }
           |                                     ^^^^^^^^^^^^^^^^^
        hint: steps: lab, after

      lab/pipeline.yaml:18:1 error a pipeline used as a step cannot have finally
        [field.conflict]
        18 | finally: [{ run: x }]
           | ^^^^^^^
        pipeline.yaml:6:11 it is used here
        hint: move finally to the pipeline that uses it

      lab/pipeline.yaml:19:1 warning the timeout of a run has no effect in a pipeline
        used as a step [field.ignored]
        19 | timeout: 1h
           | ^^^^^^^
        pipeline.yaml:6:11 it is used here
      "
    `);
  });

  it('cannot use itself, however long the way', async () => {
    const { report } = await load({
      'pipeline.yaml': 'name: a\nsteps: [{ uses: sub/b.yaml }]',
      'sub/b.yaml': 'name: b\nsteps: [{ uses: c.yaml }]',
      'sub/c.yaml': 'name: c\nsteps: [{ uses: ../pipeline.yaml }]',
    });
    expect(report).toMatchInlineSnapshot(`
      "sub/c.yaml:2:17 error pipelines use each other: pipeline.yaml → sub/b.yaml →
        sub/c.yaml → pipeline.yaml [pipeline.cycle]
        2 | steps: [{ uses: ../pipeline.yaml }]
          |                 ^^^^^^^^^^^^^^^^
        hint: a pipeline cannot be a part of itself: take one of these steps out
      "
    `);
  });

  it('says at its place that its file is not there, and in the file what is wrong in it', async () => {
    const loaded = await load({
      'pipeline.yaml': `name: a\nsteps: [{ uses: gone.yaml }, { uses: b.yaml }, { uses: "./\${{ x }}" }]`,
      'b.yaml': 'name: b\nsteps: [{ run: x, tries: 3 }]',
    });
    expect(codes(loaded)).toEqual(['file.missing', 'expression.static', 'field.unknown']);
    expect(loaded.report).toContain('b.yaml:2:19 error there is no field tries here');
  });

  it('is not for finally and on-hold', async () => {
    const loaded = await load({
      'pipeline.yaml':
        'name: a\nsteps: [{ run: x }]\nfinally: [{ uses: b.yaml }]\non-hold: [{ uses: approval, with: { message: m } }]',
      'b.yaml': 'name: b\nsteps: [{ run: x }]',
    });
    expect(codes(loaded)).toEqual(['field.conflict', 'field.conflict']);
  });
});
