import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { plan, step } from './rig.js';

describe('the plan of a pipeline', () => {
  it('has the fields of the file, in milliseconds and with defaults', async () => {
    const { plan: made, directory } = await plan(`
name: demo
description: A demo
secrets: [PASSWORD]
timeout: 2h
env: { COLOR: blue, COUNT: 3, DEBUG: false }
defaults: { timeout: 10m, on-failure: fail, runs-on: rack-1, verify: { passes: 2 } }
steps:
  - id: machines
    name: The machines
    uses: machines.up
    if: inputs.wanted != 'no'
    with: { password: "\${{ secrets.PASSWORD }}", labels: { rack: "1" } }
    env: { COLOR: red }
    retry: { attempts: 5, interval: 5s, backoff: 1.5, max-interval: 1m30s }
    timeout: 1h
    verify: { within: 2m }
    on-failure: continue
    runs-on: "rack-\${{ inputs.rack }}"
  - id: migrate
    run: ./migrate.sh
    undo: ./back.sh
    outputs: { version: {} }
    repeatable: true
inputs: { wanted: {}, rack: { type: integer } }
outputs: { all: "\${{ toJSON(steps.machines.outputs) }}", fixed: [1, x] }
`);
    expect(made).toMatchObject({
      version: 1,
      name: 'demo',
      description: 'A demo',
      file: join(directory, 'pipeline.yaml'),
      secrets: ['PASSWORD'],
      timeout: 7_200_000,
      groups: [],
      onHold: [],
      finally: [],
      outputs: {
        all: {
          expression: {
            expr: 'toJSON(steps.machines.outputs)',
            reads: [{ step: 'machines', of: 'outputs' }],
          },
        },
        fixed: { literal: [1, 'x'] },
      },
    });
    expect(step(made, 'machines')).toEqual({
      id: 'machines',
      group: '',
      name: 'The machines',
      type: 'machines.up',
      with: { map: { password: { secret: 'PASSWORD' }, labels: { literal: { rack: '1' } } } },
      env: { literal: { COLOR: 'red', COUNT: '3', DEBUG: 'false' } },
      if: { expr: "inputs.wanted != 'no'", reads: [] },
      needs: [],
      reads: [],
      retry: { attempts: 5, interval: 5000, backoff: 1.5, maxInterval: 90_000 },
      timeout: 3_600_000,
      verify: { within: 120_000, every: 2000, passes: 2 },
      onFailure: 'continue',
      runsOn: { text: ['rack-', { expr: 'inputs.rack', reads: [] }] },
      repeatable: false,
      checked: true,
      undoable: true,
      directory,
      files: [],
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      source: { file: join(directory, 'pipeline.yaml'), line: 9, column: 5 },
    });
    expect(step(made, 'migrate')).toMatchObject({
      type: 'shell',
      with: {
        literal: {
          run: './migrate.sh',
          undo: './back.sh',
          outputs: { version: { type: 'string' } },
        },
      },
      needs: ['machines'],
      retry: { attempts: 1, interval: 1000, backoff: 2, maxInterval: 60_000 },
      timeout: 600_000,
      onFailure: 'fail',
      runsOn: { literal: 'rack-1' },
      repeatable: true,
      checked: false,
      undoable: true,
    });
  });

  it('repeats a step without a check only where its author says so', async () => {
    const { plan: made } = await plan(`
name: demo
defaults: { retry: { attempts: 7, interval: 2s } }
steps:
  - { id: checked, run: x, check: y }
  - { id: once, run: x }
  - { id: own, run: x, retry: { attempts: 2 } }
  - { id: asked, run: x, retry: { interval: 2m } }
`);
    const attempts = made.steps.map(({ id, retry }) => [id, retry.attempts]);
    expect(Object.fromEntries(attempts)).toEqual({ checked: 7, once: 1, own: 2, asked: 3 });
    expect(step(made, 'asked').retry).toMatchObject({ interval: 120_000, maxInterval: 120_000 });
  });

  it('names steps without an id after their list and position', async () => {
    const { plan: made } = await plan(`
name: demo
steps: [{ run: a }, { id: b, run: b }, { run: c }]
on-hold: [{ run: d, env: { STATE: "\${{ run.state }}" } }]
finally: [{ run: e, if: "steps.b.outcome == 'failed'" }, { id: last, uses: machines.up }]
`);
    expect(made.steps.map(({ id }) => id)).toEqual(['step-1', 'b', 'step-3']);
    expect(made.onHold.map(({ id }) => id)).toEqual(['on-hold-1']);
    expect(made.finally.map(({ id, needs }) => [id, needs])).toEqual([
      ['finally-1', []],
      ['last', []],
    ]);
    expect(step(made, 'finally-1').reads).toEqual(['b']);
  });

  it('keeps what looks like an expression in a literal apart from one', async () => {
    const { plan: made } = await plan(`
name: demo
inputs: { size: { type: integer } }
steps:
  - id: a
    uses: machines.up
    with:
      labels:
        whole: "\${{ inputs.size }}"
        text: "a \${{ inputs.size }} b \${{ format('}}') }}"
        escaped: "\${{ '\${{ secrets.X }}' }}"
        plain: "$\{ x }} {{ y }}"
`);
    expect(step(made, 'a').with).toEqual({
      map: {
        labels: {
          map: {
            whole: { expression: { expr: 'inputs.size', reads: [] } },
            text: {
              text: [
                'a ',
                { expr: 'inputs.size', reads: [] },
                ' b ',
                { expr: "format('}}')", reads: [] },
              ],
            },
            escaped: { expression: { expr: `'\${{ secrets.X }}'`, reads: [] } },
            plain: { literal: `\${ x }} {{ y }}` },
          },
        },
      },
    });
  });

  it('runs a step for each item of a list', async () => {
    const { plan: made } = await plan(`
name: demo
inputs: { hosts: { type: array } }
steps:
  - id: short
    run: ping
    for-each: [a, b]
    env: { HOST: "\${{ each.item }}", KEY: "\${{ each.key }}" }
    outputs: { time: { type: number } }
  - id: long
    uses: machines.up
    with: { directory: "\${{ each.item.folder }}" }
    for-each: { items: "\${{ inputs.hosts }}", key: each.item.name, max-parallel: 2 }
outputs:
  times: "\${{ steps.short.outputs.*.time }}"
  first: "\${{ steps.long.outputs[0].machines[0].ssh }}"
`);
    expect(step(made, 'short').forEach).toEqual({ items: { literal: ['a', 'b'] } });
    expect(step(made, 'long').forEach).toEqual({
      items: { expression: { expr: 'inputs.hosts', reads: [] } },
      key: { expr: 'each.item.name', reads: [] },
      maxParallel: 2,
    });
    expect(made.outputs.times).toMatchObject({
      expression: { reads: [{ step: 'short', of: 'outputs' }] },
    });
  });

  it('takes anchors for what stands under them', async () => {
    const { plan: made } = await plan(`
name: demo
steps:
  - { id: a, run: x, check: y, retry: &often { attempts: 9 } }
  - { id: b, run: x, check: y, retry: *often }
`);
    expect(step(made, 'b').retry.attempts).toBe(9);
  });

  it('has names that JavaScript has a meaning for', async () => {
    const { plan: made } = await plan(`
name: constructor
inputs: { constructor: {}, toString: { default: x }, hasOwnProperty: { required: false } }
steps:
  - { id: constructor, run: x, env: { toString: "\${{ inputs.constructor }}\${{ inputs.toString }}" }, outputs: { valueOf: {} } }
  - { id: b, run: x, env: { A: "\${{ steps.constructor.outputs.valueOf }}", B: "\${{ toJSON(inputs) }}" } }
outputs: { constructor: "\${{ steps.constructor.outcome }}" }
`);
    expect(step(made, 'b').reads).toEqual(['constructor']);
    expect(Object.keys(made.outputs)).toEqual(['constructor']);
  });
});
