import type { ChangedFields } from '../contract/comparison.js';
import type { Json, PlannedStep, Template } from '../contract/plan.js';

/** A script may be long, and a preview travels as one answer. */
const longestText = 4000;

/** What differs between a step and the one that an earlier plan had under its id. */
export function changedFields(was: PlannedStep, is: PlannedStep): ChangedFields {
  const [before, now] = [written(was), written(is)];
  const fields = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  return Object.fromEntries(
    fields
      .filter((field) => before[field] !== now[field])
      .map((field) => [field, { ...at('was', before[field]), ...at('is', now[field]) }]),
  );
}

function at(key: 'was' | 'is', text: string | undefined): { was?: string; is?: string } {
  if (text === undefined) return {};
  return { [key]: text.length > longestText ? `${text.slice(0, longestText)}…` : text };
}

/** A step as flat fields. A shell's own are written beside `id`, those of other types in `with`. */
function written(step: PlannedStep): { [field: string]: string } {
  const { retry, verify, forEach } = step;
  const milliseconds = (time: number | undefined) =>
    time === undefined ? undefined : `${time} ms`;
  const one: { [field: string]: string | undefined } = {
    uses: step.type,
    ...flat(step.type === 'shell' ? '' : 'with', asWritten(step.with)),
    ...flat('env', asWritten(step.env)),
    if: step.if?.expr.trim(),
    needs: step.needs.join(', '),
    'for-each': forEach && textOf(asWritten(forEach.items)),
    'for-each.key': forEach?.key?.expr.trim(),
    'max-parallel': forEach?.maxParallel?.toString(),
    'retry.attempts': `${retry.attempts}`,
    'retry.interval': milliseconds(retry.interval),
    'retry.backoff': `${retry.backoff}`,
    'retry.max-interval': milliseconds(retry.maxInterval),
    timeout: milliseconds(step.timeout),
    'verify.within': milliseconds(verify.within),
    'verify.every': milliseconds(verify.every),
    'verify.passes': `${verify.passes}`,
    'on-failure': step.onFailure,
    'runs-on': step.runsOn && textOf(asWritten(step.runsOn)),
    repeatable: `${step.repeatable}`,
  };
  for (const { path, sha256 } of step.files) {
    const name = path.startsWith(`${step.directory}/`)
      ? path.slice(step.directory.length + 1)
      : path;
    one[`file ${name}`] = `content ${sha256.slice(0, 12)}`;
  }
  return Object.fromEntries(
    Object.entries(one).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** A template as its author wrote it; a secret by its name. */
function asWritten(template: Template): Json {
  if ('literal' in template) return template.literal;
  if ('expression' in template) return `\${{ ${template.expression.expr.trim()} }}`;
  if ('secret' in template) return `\${{ secrets.${template.secret} }}`;
  if ('list' in template) return template.list.map(asWritten);
  if ('map' in template) {
    return Object.fromEntries(
      Object.entries(template.map).map(([key, value]) => [key, asWritten(value)]),
    );
  }
  const parts = template.text.map((part) =>
    typeof part === 'string' ? part : `\${{ ${part.expr.trim()} }}`,
  );
  return parts.join('');
}

function flat(prefix: string, value: Json): { [field: string]: string } {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isMap) return { [prefix]: textOf(value) };
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      Object.entries(flat(prefix === '' ? key : `${prefix}.${key}`, inner)),
    ),
  );
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
