import { StepError } from '../contract/step-error.js';

/** `{{ name }}`; what has no plain name inside (`{{.ID}}`, as Go templates write) is text. */
const placeholder = /\{\{\s*([A-Za-z_][\w-]*)\s*\}\}/g;

/**
 * A template with its values. Values go in as they are: nothing in them is a placeholder again.
 *
 * @throws StepError `template.invalid`: names every placeholder without a value, and every value
 * without a placeholder.
 */
export function render(
  text: string,
  values: { [name: string]: string | number | boolean },
  file: string,
): string {
  const names = new Set([...text.matchAll(placeholder)].map(([, name = '']) => name));
  const missing = [...names].filter((name) => !Object.hasOwn(values, name));
  const unused = Object.keys(values).filter((name) => !names.has(name));
  if (missing.length > 0 || unused.length > 0) {
    const problems = [
      ...(missing.length > 0 ? [`no value for ${missing.join(', ')}`] : []),
      ...(unused.length > 0 ? [`no place for ${unused.join(', ')}`] : []),
    ];
    throw new StepError('template.invalid', {
      message: `The template ${file} and its values do not fit: ${problems.join('; ')}.`,
      next: 'Give values: exactly the names that stand in the template as {{ name }}.',
    });
  }
  return text.replace(placeholder, (_, name: string) => String(values[name]));
}
