import type { Json, JsonObject } from '../../contract/plan.js';
import type { InputSchema } from '../../server/schemas/pipeline.js';
import { kindOf, listItems, startValue } from './field.js';

/** What a form holds before anybody writes into it. */
export interface Draft {
  /** By input, as text: of a start link (`?machines=5`). */
  given?: { readonly [input: string]: string | undefined };
  /** Under which name what is written is kept in this tab, so that a reload loses nothing. */
  key?: string;
}

/** One for each pipeline, and for each link that leads to it. */
export function draftOf(id: string, given: { [input: string]: string | undefined }): Draft {
  const texts = Object.entries(given).filter((entry): entry is [string, string] => !!entry[1]);
  return { given, key: `${id} ${new URLSearchParams(texts)}`.trim() };
}

type Properties = [name: string, schema: InputSchema][];

/** The values of a form: as they were left, else from the link that led here, else the defaults. */
export function prefilled(
  properties: Properties,
  given: NonNullable<Draft['given']>,
  left: JsonObject,
): JsonObject {
  return Object.fromEntries(
    properties.map(([name, schema]): [string, Json] => {
      const start = startValue(schema);
      const was = left[name];
      // The pipeline may have changed since.
      if (was !== undefined && Array.isArray(was) === Array.isArray(start)) return [name, was];
      const text = given[name];
      return [name, text === undefined ? start : fromText(schema, text)];
    }),
  );
}

/** The value of a field from a text of the address. What does not fit is said by the server. */
function fromText(schema: InputSchema, text: string): Json {
  switch (kindOf(schema)) {
    case 'flag':
      return text === 'true';
    case 'list':
      return listItems([text]);
    case 'choice':
      return (schema.enum?.find((choice) => String(choice) === text) as Json) ?? text;
    default:
      return text;
  }
}

/** The texts of an address that give the form what it shows: nothing of what is a default. */
export function linkOf(properties: Properties, sent: JsonObject): { [input: string]: string } {
  const given = properties.flatMap(([name]): [string, string][] => {
    const value = sent[name];
    if (value === undefined || value === null) return [];
    return [[name, Array.isArray(value) ? value.map(String).join(',') : String(value)]];
  });
  return Object.fromEntries(given);
}
