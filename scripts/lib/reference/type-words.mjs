const paths = {
  file: 'path of a file',
  output: 'path that is written',
  directory: 'path of a folder',
};

/** A type of JSON Schema in words: `text`, `list of text`, `integer from 1 to 64`. */
export function typeWords(schema, durations) {
  const words = (one) => typeWords(one, durations);
  const choices = schema.anyOf ?? (Array.isArray(schema.type) && schema.type.map(asType));
  if (choices) {
    const given = choices.filter(({ type }) => type !== 'null');
    return [...new Set(given.map(words))].join(' or ');
  }
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(', ');
  switch (schema.type) {
    case 'string':
      if (schema.pattern === durations) return 'time';
      return schema.format === 'uri' ? 'URL' : (paths[schema.path] ?? 'text');
    case 'integer':
    case 'number':
      return rangeWords(schema);
    case 'array':
      return holdsSomething(schema.items) ? `list of ${words(schema.items)}` : 'list';
    case 'object':
      return holdsSomething(schema.additionalProperties)
        ? `map, each ${words(schema.additionalProperties)}`
        : 'map';
    default:
      return schema.type ?? 'anything';
  }
}

const asType = (type) => ({ type });
const holdsSomething = (schema) => schema?.type !== undefined || schema?.anyOf !== undefined;

function rangeWords({ type, minimum: least, maximum: most }) {
  const unbounded = Number.MAX_SAFE_INTEGER;
  if (least === undefined || least <= -unbounded) return type;
  if (most === undefined || most >= unbounded) return `${type} from ${least} on`;
  return `${type} from ${least} to ${most}`;
}
