import { languageReference } from './reference/language.mjs';
import { stepsReference } from './reference/steps.mjs';

/**
 * The generated pages of `docs/reference/`, by file name.
 *
 * @param {import('./reference/sources.mjs').Sources} sources what they are made from
 * @returns {Record<string, string>}
 */
export function references(sources) {
  return {
    'language.md': languageReference(sources),
    'steps.md': stepsReference(sources),
  };
}
