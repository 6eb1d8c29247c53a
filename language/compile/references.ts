import type { Reference } from '../../contract/plan.js';
import type { Access, Segment } from '../expressions/accesses.js';
import { didYouMean } from '../names.js';
import { checkOutput } from './outputs.js';
import type { Report } from './report.js';
import { type Allowed, contextNames, runFields } from './scope.js';

/** Checks what an expression reads. Gives the reference, where it reads a step. */
export function checkAccess(access: Access, allowed: Allowed, report: Report): Reference[] {
  const first = access.path[0];
  switch (access.context) {
    case 'inputs':
      checkInput(first, allowed, report);
      return [];
    case 'run': {
      const fields = allowed.state ? [...runFields, 'state'] : runFields;
      if (first && 'name' in first) checkName('run', first.name, fields, report);
      return [];
    }
    case 'each':
      checkEach(first, allowed, report);
      return [];
    case 'secrets':
      report('secret.place', 'a secret cannot be part of an expression or a text', {
        hint: `let \${{ secrets.NAME }} stand alone as a value in with or env`,
      });
      return [];
    case 'steps':
      return checkStep(access, allowed, report);
    default:
      report('expression.name', `there is no ${access.context} here`, {
        hint: didYouMean(access.context, contextNames, 'expressions start with'),
      });
      return [];
  }
}

function checkName(context: string, name: string, known: readonly string[], report: Report): void {
  if (known.includes(name)) return;
  report('expression.name', `${context} has no ${name}`, {
    hint: didYouMean(name, known, `${context} has`),
  });
}

function checkInput(first: Segment | undefined, { scope }: Allowed, report: Report): void {
  const names = Object.keys(scope.inputs);
  if (!first || !('name' in first)) {
    for (const name of names) scope.usedInputs.add(name);
    return;
  }
  scope.usedInputs.add(first.name);
  if (names.includes(first.name)) return;
  report('expression.name', `there is no input ${first.name}`, {
    hint: didYouMean(first.name, names, 'inputs') ?? `declare it: inputs: { ${first.name}: { … } }`,
  });
}

function checkEach(first: Segment | undefined, { each }: Allowed, report: Report): void {
  if (each === undefined) {
    report('expression.name', 'each is known only to a step with for-each');
  } else if (first && 'name' in first) {
    checkName('each', first.name, each === 'item' ? ['item'] : ['item', 'key'], report);
  }
}

function checkStep(access: Access, allowed: Allowed, report: Report): Reference[] {
  const [id, of, ...rest] = access.path;
  if (typeof allowed.steps === 'string') {
    report('expression.order', `no step can be read here: ${allowed.steps}`);
    return [];
  }
  if (!id || !('name' in id) || (of && !('name' in of))) {
    report('expression.static', 'the step has to be named, and what is read of it', {
      hint: 'neither can be computed: write steps.ID.outputs.NAME or steps.ID.outcome',
    });
    return [];
  }
  const node = allowed.scope.nodes.get(id.name);
  if (!node) {
    report('expression.name', `there is no step ${id.name}`, {
      hint: didYouMean(id.name, allowed.scope.nodes.keys(), 'steps'),
    });
    return [];
  }
  if (allowed.steps && !allowed.steps.has(id.name)) {
    report('expression.order', `this does not wait for ${id.name}, so it cannot read it`, {
      hint: `add ${id.name} to needs, or move the step below it`,
      related: { at: node.place.value, message: `${id.name} is here` },
    });
    return [];
  }
  if (of?.name === 'outcome') return [{ step: node.id, of: 'outcome' }];
  if (of?.name !== 'outputs') {
    report('expression.name', `a step has no ${of?.name ?? 'value of its own'}`, {
      hint: `write steps.${id.name}.outputs.NAME or steps.${id.name}.outcome`,
    });
    return [];
  }
  const output = checkOutput(id.name, node, rest, report);
  return output && [{ step: node.id, of: 'outputs', ...output }];
}
