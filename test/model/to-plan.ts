import { localId } from '../../contract/address.js';
import type { Expression, Plan, PlannedGroup, PlannedStep, Template } from '../../contract/plan.js';
import { group, plan, step } from '../workflows/plan-builder.js';
import { isSafe, nameOf } from './seen.js';
import {
  type Condition,
  type ModelGroup,
  type ModelNode,
  type ModelPipeline,
  type ModelStep,
  needsOf,
  readsOf,
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
  const last = pipeline.finally.map(({ id, onlyIf, parses }) =>
    step(id, {
      with: {
        map: {
          state: { expression: { expr: 'run.state', reads: [] } },
          ...(parses ? { parsed: parsed(parses) } : {}),
        },
      },
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
  if (node.parses) fields.parsed = parsed(node.parses);
  const { items, maxParallel } = node.forEach ?? {};
  return step(node.id, {
    ...(node.approval ? { type: 'approval' } : {}),
    with: node.approval ? { literal: { message: 'Go on?' } } : { map: fields },
    needs,
    reads: readsOf(node),
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

function planGroup(node: ModelGroup, needs: string[]): PlannedGroup {
  return group(node.id, {
    needs,
    reads: readsOf(node),
    ...(node.if ? { if: expressionOf(node.if) } : {}),
    inputs: {
      given: node.input === undefined ? { literal: null } : taken(node.input, node.parsesInput),
    },
    outputs: node.output === undefined ? {} : { result: taken(node.output, node.parsesOutput) },
  });
}

function taken(id: string, isParsed: true | undefined): Template {
  return isParsed ? parsed(id) : outputsOf(id);
}

/** Fails where the text is no JSON, or there is none. */
function parsed(id: string): Template {
  return { expression: parsing(id) };
}

function parsing(id: string): Expression {
  return {
    expr: `fromJSON(steps.${localId(id)}.outputs.text)`,
    reads: [{ step: id, of: 'outputs', output: 'text' }],
  };
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
  if ('parses' in condition) {
    const { expr, reads } = parsing(condition.parses);
    return { expr: `${expr} == 1`, reads };
  }
  const { step, outcome } = condition;
  return {
    expr: `steps.${localId(step)}.outcome == '${outcome}'`,
    reads: [{ step, of: 'outcome' }],
  };
}
