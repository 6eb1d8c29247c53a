import type { Json, JsonObject } from '../../contract/plan.js';
import { shellWord } from '../terminal/quote.js';

/** The options that gave a command its inputs, as they have to be typed again; begins with a blank. */
export function givenWords(given: {
  input?: string[] | undefined;
  inputs?: string | undefined;
}): string {
  const file = given.inputs === undefined ? '' : ` --inputs ${shellWord(given.inputs)}`;
  return file + (given.input ?? []).map((pair) => ` --input ${shellWord(pair)}`).join('');
}

/** Inputs of a run as options of a command: those that are not what the pipeline has by itself. */
export function inputWords(inputs: JsonObject, defaults: { [name: string]: unknown }): string {
  const other = Object.entries(inputs).filter(([name, value]) => {
    return value !== null && JSON.stringify(value) !== JSON.stringify(defaults[name]);
  });
  return givenWords({ input: other.map(([name, value]) => `${name}=${asText(value)}`) });
}

function asText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
