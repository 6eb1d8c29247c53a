import type { Reference, Template } from '../../contract/plan.js';

/** Everything a template reads of steps. */
export function readsOf(template: Template): Reference[] {
  if ('expression' in template) return template.expression.reads;
  if ('text' in template) {
    return template.text.flatMap((part) => (typeof part === 'string' ? [] : part.reads));
  }
  if ('list' in template) return template.list.flatMap(readsOf);
  if ('map' in template) return Object.values(template.map).flatMap(readsOf);
  return [];
}
