import { localId } from '../../contract/address.js';
import type { Expression, Plan, PlannedGroup, PlannedStep, Template } from '../../contract/plan.js';
import { group, plan, step } from '../workflows/plan-builder.js';
import { nameOf } from './seen.js';
import {
  type Condition,
  isChecked,
  type ModelGroup,
  type ModelNode,
  type ModelPipeline,
  type ModelStep,
  needsOf,
} from './shape.js';

/** The plan of a pipeline, as `language` would make it of its text. */
export function toPlan(pipeline: ModelPipeline): Plan {
  const steps: PlannedStep[] = [];
  const groups: PlannedGroup[] = [];
  const add = (nodes: ModelNode[]) => {
    for (const node of nodes) {
      const needs = needsOf(node, nodes).map(({ id }) => id);
      if (node.kind === 'step') steps.push(planStep(node, needs));
      else {
        groups.push(planGroup(node, needs));
        add(node.nodes);
      }
    }
  };
  add(pipeline.nodes);
  const last = pipeline.finally.map(({ id, onlyIf }) =>
    step(id, {
      with: { map: { state: { expression: { expr: 'run.state', reads: [] } } } },
      ...(onlyIf ? { if: { expr: `run.state == '${onlyIf}'`, reads: [] } } : {}),
    }),
  );
  return plan(steps, { groups, finally: last });
}

/** Values of the pipeline's inputs. */
export const inputs = { yes: true, no: false };

function planStep(node: ModelStep, needs: string[]): PlannedStep {
  const fields: { [name: string]: Template } = {};
  for (const id of node.reads) fields[nameOf(id)] = outputsOf(id);
  if (node.readsInput) fields.input = { expression: { expr: 'inputs.given', reads: [] } };
  if (node.forEach) fields.item = { expression: { expr: 'each.item', reads: [] } };
  const { items, maxParallel } = node.forEach ?? {};
  return step(node.id, {
    ...(node.approval ? { type: 'approval' } : {}),
    with: node.approval ? { literal: { message: 'Go on?' } } : { map: fields },
    needs,
    reads: [...new Set([...(node.approval ? [] : node.reads), ...readsOf(node)])],
    ...(node.if ? { if: expressionOf(node.if) } : {}),
    ...(items
      ? {
          forEach: {
            items: { literal: items },
            ...(maxParallel === undefined ? {} : { maxParallel }),
          },
        }
      : {}),
    checked: node.checked && !node.approval,
    repeatable: node.repeatable,
    undoable: node.undoable,
    retry: { attempts: isSafe(node) ? 2 : 1, interval: 1, backoff: 1, maxInterval: 1 },
    onFailure: node.onFailure,
  });
}

/** Temporal may try it again by itself. */
function isSafe(node: ModelStep): boolean {
  return isChecked(node) || node.repeatable;
}

function planGroup(node: ModelGroup, needs: string[]): PlannedGroup {
  return group(node.id, {
    needs,
    reads: [...new Set([...readsOf(node), ...(node.input === undefined ? [] : [node.input])])],
    ...(node.if ? { if: expressionOf(node.if) } : {}),
    inputs: { given: node.input === undefined ? { literal: null } : outputsOf(node.input) },
    outputs: node.output === undefined ? {} : { result: outputsOf(node.output) },
  });
}

function readsOf({ if: condition }: ModelNode): string[] {
  return condition && 'step' in condition ? [condition.step] : [];
}

function outputsOf(id: string): Template {
  return {
    expression: { expr: `steps.${localId(id)}.outputs`, reads: [{ step: id, of: 'outputs' }] },
  };
}

function expressionOf(condition: Condition): Expression {
  if (condition && 'input' in condition) {
    return { expr: condition.input === 'yes' ? 'true' : 'false', reads: [] };
  }
  const { step, outcome } = condition;
  return {
    expr: `steps.${localId(step)}.outcome == '${outcome}'`,
    reads: [{ step, of: 'outcome' }],
  };
}
