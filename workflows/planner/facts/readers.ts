import type { PlannedGroup, PlannedStep, Reference, Template } from '../../../contract/plan.js';
import { readsOf } from '../../../language/expressions/template-reads.js';
import type { Graph } from './graph.js';

/** The steps and groups that read the outputs of a node: by themselves, or through a group's outputs. */
export function readersOf(graph: Graph, nodeId: string): string[] {
  const { steps, groups } = graph.plan;
  const reads = (references: Reference[]) =>
    references.some(({ step, of }) => step === nodeId && of === 'outputs');
  const direct = [
    ...steps.filter((step) => reads(referencesOfStep(step))),
    ...groups.filter((group) => reads(referencesOfGroup(group))),
  ].map(({ id }) => id);
  const through = groups
    .filter(({ outputs }) => reads(Object.values(outputs).flatMap(readsOf)))
    .flatMap(({ id }) => readersOf(graph, id));
  return [...new Set([...direct, ...through])];
}

/** Names of the outputs of a node that anything reads; none of a node that is read as a whole. */
export function outputsRead(graph: Graph, nodeId: string): string[] {
  const { steps, groups } = graph.plan;
  const references = [
    ...steps.flatMap(referencesOfStep),
    ...groups.flatMap((group) => [
      ...referencesOfGroup(group),
      ...Object.values(group.outputs).flatMap(readsOf),
    ]),
  ];
  const names = references.flatMap(({ step, of, output }) =>
    step === nodeId && of === 'outputs' && output !== undefined ? [output] : [],
  );
  return [...new Set(names)];
}

function referencesOfStep(step: PlannedStep): Reference[] {
  const { forEach } = step;
  const templates = [step.with, step.env, step.runsOn, forEach?.items].filter(
    (template): template is Template => template !== undefined,
  );
  return [...templates.flatMap(readsOf), ...(step.if?.reads ?? []), ...(forEach?.key?.reads ?? [])];
}

function referencesOfGroup({ inputs, if: condition }: PlannedGroup): Reference[] {
  return [...Object.values(inputs).flatMap(readsOf), ...(condition?.reads ?? [])];
}
