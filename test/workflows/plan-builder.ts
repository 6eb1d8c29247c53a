import { localId } from '../../contract/address.js';
import type { Plan, PlannedGroup, PlannedStep, Template } from '../../contract/plan.js';

/** A step for planner tests: everything defaulted, `needs` as in a pipeline. */
export function step(id: string, changes: Partial<PlannedStep> = {}): PlannedStep {
  const group = id.includes('/') ? id.slice(0, id.lastIndexOf('/')) : '';
  return {
    id,
    group,
    type: 'test.step',
    with: { literal: {} },
    env: { literal: {} },
    needs: [],
    reads: [],
    retry: { attempts: 1, interval: 1, backoff: 1, maxInterval: 1 },
    verify: { within: 1000, every: 10, passes: 1 },
    onFailure: 'hold',
    repeatable: false,
    checked: true,
    undoable: true,
    directory: '/',
    files: [],
    digest: `digest of ${id}`,
    source: { file: 'test.yaml', line: 1, column: 1 },
    ...changes,
  };
}

export function group(id: string, changes: Partial<PlannedGroup> = {}): PlannedGroup {
  return {
    id,
    group: id.includes('/') ? id.slice(0, id.lastIndexOf('/')) : '',
    needs: [],
    reads: [],
    inputs: {},
    outputs: {},
    source: { file: 'test.yaml', line: 1, column: 1 },
    ...changes,
  };
}

export function plan(steps: PlannedStep[], changes: Partial<Plan> = {}): Plan {
  return {
    version: 1,
    name: 'test',
    file: '/test.yaml',
    secrets: [],
    steps,
    groups: [],
    onHold: [],
    finally: [],
    outputs: {},
    digest: 'digest',
    ...changes,
  };
}

/** `with: { value: ${{ steps.ID.outputs.NAME }} }` and the references that come with it. */
export function reading(stepId: string, output = 'value'): Pick<PlannedStep, 'with' | 'reads'> {
  return { with: { map: { value: outputOf(stepId, output) } }, reads: [stepId] };
}

export function outputOf(stepId: string, output = 'value'): Template {
  return {
    expression: {
      expr: `steps.${localId(stepId)}.outputs.${output}`,
      reads: [{ step: stepId, of: 'outputs', output }],
    },
  };
}

export function expression(expr: string): Template {
  return { expression: { expr, reads: [] } };
}
