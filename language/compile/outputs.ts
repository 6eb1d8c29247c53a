import type { z } from 'zod';
import type { Segment } from '../expressions/accesses.js';
import { didYouMean } from '../names.js';
import { childSchemas, fieldsOf } from '../schema/walk.js';
import type { Report } from './report.js';
import type { ScopeNode } from './scope.js';

/**
 * Checks the path after `steps.ID.outputs`: the name of the output, and as much of what follows as
 * the shape of the outputs tells. Gives the output's name, where it is one; [] after an error.
 */
export function checkOutput(
  id: string,
  node: ScopeNode,
  path: Segment[],
  report: Report,
): { output?: string } {
  const [first, ...rest] = node.forEach ? path.slice(1) : path;
  if (node.forEach && path[0] && 'name' in path[0]) {
    report('expression.name', `${id} has for-each: its outputs are a list`, {
      hint: `write steps.${id}.outputs.*.${path[0].name}, or steps.${id}.outputs[0].${path[0].name}`,
    });
    return {};
  }
  if (!first || 'star' in first) return {};
  if (!('name' in first)) {
    report('expression.static', 'the output has to be named', {
      hint: `it cannot be computed: write steps.${id}.outputs.NAME`,
    });
    return {};
  }
  if (node.outputs && !node.outputs.includes(first.name)) {
    const hint = didYouMean(first.name, node.outputs, 'outputs');
    report('expression.name', `${id} has no output ${first.name}`, {
      hint: hint ?? 'declare it in outputs of that step',
    });
    return {};
  }
  checkDeeper(`${id}.outputs.${first.name}`, node.schema, [first, ...rest], report);
  return node.forEach ? {} : { output: first.name };
}

/** The first name that the shape does not know is an error; where it tells nothing, all is well. */
function checkDeeper(
  what: string,
  schema: z.ZodType | undefined,
  path: Segment[],
  report: Report,
): void {
  let schemas = schema ? [schema] : [];
  for (const segment of path) {
    if (schemas.length === 0 || 'dynamic' in segment) return;
    if ('name' in segment) {
      const known = schemas.map(fieldsOf);
      const fields = known.flatMap((names) => names ?? []);
      if (!known.includes(undefined) && !fields.includes(segment.name)) {
        const hint = didYouMean(segment.name, fields, 'it has');
        report('expression.name', `${what} has no ${segment.name}`, { hint });
        return;
      }
    }
    const key = 'name' in segment ? segment.name : 0;
    schemas = schemas.flatMap((one) => childSchemas(one, key));
  }
}
