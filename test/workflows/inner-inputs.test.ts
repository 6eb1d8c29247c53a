import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../contract/plan.js';
import { resolveInputs } from '../../language/index.js';
import type { InputDefinitions } from '../../language/schema/input.js';
import { plan as planOf } from '../language/rig.js';
import { begin, drive, type Outcome, takeDown } from './drive.js';
import { expression, group, plan, step } from './plan-builder.js';

const inner = `
name: cleanup
inputs:
  dry: { type: boolean, default: true }
  n: { type: integer, minimum: 5, default: 5 }
  kind: { type: string, enum: [red, green], default: red }
  list: { type: array, min-items: 1, default: [a] }
steps:
  - { id: pretend, run: x, if: inputs.dry, env: { N: "\${{ inputs.n }}" } }
  - { id: really, run: x, if: "\${{ !inputs.dry }}" }
`;
const outer = (inputs: string) => `
name: nightly
steps:
  - { id: decide, run: x, outputs: { value: {} } }
  - { id: cleanup, uses: cleanup.yaml, with: ${inputs} }
  - { id: beside, run: x, needs: [decide] }
`;
const wanted = `"\${{ steps.decide.outputs.value }}"`;

async function run(inputs: string, value: Json, decisions?: number) {
  const { plan: made } = await planOf({ 'pipeline.yaml': outer(inputs), 'cleanup.yaml': inner });
  const outcome: Outcome = () => ({ holds: true, changed: true, outputs: { value } });
  return drive(begin(made, decisions === undefined ? {} : { decisions }), outcome);
}

describe('what an expression gives a pipeline inside', () => {
  it('is read by its type: the text "false" is false', async () => {
    const { started } = await run(`{ dry: ${wanted} }`, 'false');
    expect(started).toEqual(['decide', 'cleanup/really', 'beside']);
  });

  it('is not given where it is null: the default holds', async () => {
    const { started } = await run(`{ dry: ${wanted} }`, null);
    expect(started).toEqual(['decide', 'cleanup/pretend', 'beside']);
  });

  it.each([
    [`{ dry: ${wanted} }`, 'perhaps', 'dry must be true or false, not text'],
    [`{ n: ${wanted} }`, '2', 'n must be at least 5, not 2'],
    [`{ kind: ${wanted} }`, 'purple', 'kind must be one of red, green'],
    [`{ list: ${wanted} }`, '[]', 'list must have at least 1 item'],
  ])('is refused before anything inside runs: %s with %j', async (inputs, value, words) => {
    const { started, memory } = await run(inputs, value);
    expect(started).toEqual(['decide', 'beside']);
    for (const id of ['cleanup/pretend', 'cleanup/really']) {
      expect(memory.steps[id]).toMatchObject({
        state: 'held',
        visits: 0,
        failure: {
          code: 'input.invalid',
          message: `what cleanup is given does not fit its inputs: ${words}`,
        },
      });
    }
  });

  it('is taken as it is by runs that began before it was checked', async () => {
    const { started, memory } = await run(`{ n: ${wanted} }`, '2', 1);
    expect(started).toEqual(['decide', 'cleanup/pretend', 'beside']);
    expect(memory.groups.cleanup?.inputs).toMatchObject({ n: '2' });
  });

  it('stands in the way of no down', async () => {
    const steps = [step('in/a', { with: { map: { n: expression('inputs.n') } } })];
    const checks = { n: { type: 'integer', minimum: 5 } };
    const groups = [group('in', { inputs: { n: expression('inputs.n') }, checks })];
    const begun = begin(plan(steps, { groups }), { mode: 'down', inputs: { n: '2' } });
    const given: unknown[] = [];
    takeDown(begun, ({ mode, with: { value } }) => {
      given.push([mode, value]);
      return { undone: true };
    });
    expect(given).toEqual([['undo', { n: 2 }]]);
  });
});

it('inputs fit a pipeline inside exactly where they fit it at the top, as the same values', () => {
  const definitions: InputDefinitions = {
    dry: { type: 'boolean', default: true },
    n: { type: 'integer', minimum: 0, maximum: 9 },
    x: { type: 'number', required: false },
    kind: { type: 'string', enum: ['red', 'green', '7'], required: false },
    name: { type: 'string', pattern: '^[a-z]+$', default: 'a' },
    at: { type: 'string', format: 'ipv4', required: false },
    list: { type: 'array', items: { type: 'integer' }, 'max-items': 2, required: false },
    map: { type: 'object', required: false },
  };
  const text = fc.constantFrom(
    ...['true', 'False', '7', '07', '-1', '1.0', '3,4', '[1, 2]', '[1,', '{"a": 1}', 'red', 'a1'],
    ...['10.0.0.1', '12345678901234567890', '[12345678901234567890]', '', ' '],
  );
  const value = fc.oneof(text, fc.jsonValue({ maxDepth: 1 }) as fc.Arbitrary<Json>);
  const given = fc.record(
    Object.fromEntries(Object.keys(definitions).map((name) => [name, value])),
    { requiredKeys: ['n'] },
  );
  const names = Object.keys(definitions);
  const groups = [
    group('in', {
      inputs: Object.fromEntries(names.map((name) => [name, expression(`inputs['${name}']`)])),
      checks: definitions as { [name: string]: JsonObject },
    }),
  ];
  fc.assert(
    fc.property(given, (inputs) => {
      const atTop = resolveInputs(definitions, inputs);
      const run = begin(plan([step('in/a')], { groups }), { inputs: inputs as JsonObject });
      drive(run, () => ({ holds: true, changed: true, outputs: {} }));
      const said = run.memory.steps['in/a']?.failure?.message;
      expect(said === undefined).toBe(atTop.problems.length === 0);
      if (said === undefined) expect(run.memory.groups.in?.inputs).toEqual(atTop.values);
      for (const { message } of atTop.problems) expect(said).toContain(message);
    }),
    { numRuns: 300 },
  );
});
