import { sentence, table } from './table.mjs';
import { typeWords } from './type-words.mjs';

/**
 * The fields of an object in JSON Schema as a table: name, type, what it means, default.
 *
 * @param {object} schema
 * @param {{ durations: string, deep?: boolean, given?: boolean }} options `durations`: the pattern
 *   of a time; `deep`: the fields of inner objects too; `given`: a person writes them, so it is
 *   told which have to be there.
 */
export function fieldTable(schema, options) {
  const rows = fieldRows(schema, options, '').map(([name, ...rest]) => [`\`${name}\``, ...rest]);
  return table(['field', 'type', 'meaning'], rows);
}

function fieldRows(schema, options, prefix) {
  const required = new Set(options.given ? schema.required : []);
  return Object.entries(schema.properties ?? {}).flatMap(([key, field]) => {
    const name = `${prefix}${key}`;
    const row = [
      name,
      typeWords(field, options.durations),
      meaning(name, field, required.has(key)),
    ];
    return options.deep ? [row, ...innerRows(name, field, options)] : [row];
  });
}

function innerRows(name, field, options) {
  if (field.items?.properties) return fieldRows(field.items, options, `${name}[].`);
  return field.properties ? fieldRows(field, options, `${name}.`) : [];
}

function meaning(name, field, required) {
  const { description } = field;
  if (description === undefined) throw new Error(`${name} lacks .describe(…) in its schema`);
  const standard = field.default;
  const told = /default:|\(default\)/i.test(description);
  const more = [
    ...(required && standard === undefined ? ['**Required.**'] : []),
    ...(standard !== undefined && !told ? [`Default: \`${valueWords(standard)}\`.`] : []),
  ];
  return [sentence(description), ...more].join(' ');
}

const valueWords = (value) => (typeof value === 'string' ? value : JSON.stringify(value));
