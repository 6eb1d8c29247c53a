import { z } from 'zod';
import type { JsonObject } from '../../contract/plan.js';
import { type Diagnostic, Diagnostics } from '../diagnostics/diagnostic.js';
import type { InputDefinitions } from '../schema/input.js';
import { readPlace } from '../schema/read-place.js';
import { parseSource } from '../source/parse.js';
import { Place } from '../source/source.js';
import { type JsonPlace, parseJsonText, placeAt, placeInJson } from '../values/json-text.js';
import { InexactNumber, inQuotes } from '../values/numbers.js';
import { inputSchema } from './input-schema.js';

/** What a file of inputs holds, or what is wrong with it. */
export interface InputsFile {
  /** As written; checked by `resolveInputs`. Empty for a file of comments. */
  given: JsonObject;
  diagnostics: Diagnostic[];
}

/**
 * The inputs in the text of a file: JSON where its name says so, else YAML as pipelines have it. A
 * value is read as what its input asks for, so that no digit is lost.
 */
export function readInputsFile(
  file: string,
  text: string,
  definitions: InputDefinitions,
): InputsFile {
  const diagnostics = new Diagnostics();
  const given = file.toLowerCase().endsWith('.json')
    ? readJson(file, text, diagnostics)
    : readYaml(file, text, definitions, diagnostics);
  return { given: given ?? {}, diagnostics: diagnostics.inOrder([file]) };
}

function readYaml(
  file: string,
  text: string,
  definitions: InputDefinitions,
  diagnostics: Diagnostics,
): JsonObject | undefined {
  if (isBlank(text)) return {};
  const source = parseSource(file, text, diagnostics);
  if (!source) return undefined;
  const place = new Place(source);
  const { root } = source;
  if (root.kind !== 'map') {
    diagnostics.add('field.invalid', place.value, notNames, { hint: oneALine });
    return undefined;
  }
  const entries = [...root.entries.keys()].map((name) => {
    const definition = Object.hasOwn(definitions, name) ? definitions[name] : undefined;
    const schema = definition ? inputSchema(definition) : z.unknown();
    return [name, readPlace(place.at(name), schema, diagnostics)];
  });
  return Object.fromEntries(entries);
}

const notNames = 'a file of inputs holds names with values';
const oneALine = 'write one name: value a line';

/** Nothing but comments, blank lines and marks of a document. */
function isBlank(text: string): boolean {
  return text.split(/\r?\n/).every((line) => /^\uFEFF?\s*(#.*|---|\.\.\.|%.*)?$/.test(line));
}

function readJson(file: string, text: string, diagnostics: Diagnostics): JsonObject | undefined {
  const bare = text.replace(/^\uFEFF/, '');
  const at = (place: JsonPlace) => ({ file, ...place, length: 1 });
  try {
    const value = bare.trim() === '' ? {} : parseJsonText(bare);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
    diagnostics.add('field.invalid', at({ line: 1, column: 1 }), notNames);
  } catch (error) {
    if (error instanceof InexactNumber) {
      const { message, offset } = error;
      diagnostics.add('value.number', at(placeAt(bare, offset)), message, { hint: inQuotes });
    } else diagnostics.add('yaml.syntax', at(placeInJson(bare)), 'this is no JSON');
  }
  return undefined;
}
