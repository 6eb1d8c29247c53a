import { stringify } from 'yaml';
import type { ModelStart } from './reference.js';
import type { Event } from './reference-updates.js';
import { type Condition, localName, type ModelNode, type ModelPipeline } from './shape.js';

/** A pipeline as a person would write it, with groups in the place of the files they stand for. */
export function pipelineText({ nodes, finally: last }: ModelPipeline): string {
  const written = {
    steps: nodes.map(written_),
    ...(last.length > 0 ? { finally: last } : {}),
  };
  return stringify(written);
}

function written_(node: ModelNode): object {
  const common = {
    id: localName(node.id),
    ...(node.needs ? { needs: node.needs.map(localName) } : {}),
    ...(node.if ? { if: conditionText(node.if) } : {}),
  };
  if (node.kind === 'group') {
    return {
      ...common,
      ...(node.input ? { with: { given: takenText(node.input, node.parsesInput) } } : {}),
      steps: node.nodes.map(written_),
      ...(node.output ? { outputs: { result: takenText(node.output, node.parsesOutput) } } : {}),
    };
  }
  const traits = [
    node.approval ? 'approval' : node.checked ? 'checked' : 'unchecked',
    ...(node.repeatable ? ['repeatable'] : []),
    ...(node.undoable ? ['undoable'] : []),
  ];
  const reads = [...node.reads.map(localName), ...(node.readsInput ? ['inputs.given'] : [])];
  return {
    ...common,
    is: traits.join(', '),
    ...(reads.length > 0 ? { reads } : {}),
    ...(node.parses ? { with: { parsed: takenText(node.parses, true) } } : {}),
    ...(node.forEach ? { 'for-each': node.forEach } : {}),
    ...(node.onFailure === 'hold' ? {} : { 'on-failure': node.onFailure }),
  };
}

function takenText(id: string, isParsed: true | undefined): string {
  return isParsed ? `\${{ ${parsedText(id)} }}` : `\${{ steps.${localName(id)}.outputs }}`;
}

function parsedText(id: string): string {
  return `fromJSON(steps.${localName(id)}.outputs.text)`;
}

function conditionText(condition: Condition): string {
  if ('input' in condition) return `inputs.${condition.input}`;
  if ('parses' in condition) return `${parsedText(condition.parses)} == 1`;
  return `steps.${localName(condition.step)}.outcome == '${condition.outcome}'`;
}

/** What starts, one line each. */
export function startText({ id, mode, ahead }: ModelStart): string {
  return `  starts ${ahead ? 'a look ahead at' : (mode ?? 'up')} ${id}`;
}

/** What happened, one line each. */
export function eventText(event: Event): string {
  const { do: verb, ...rest } = event;
  return `${verb} ${JSON.stringify(rest)}`;
}
