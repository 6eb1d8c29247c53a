import type { ForEach, Json } from '../../contract/plan.js';
import type { Diagnostics } from '../diagnostics/diagnostic.js';
import { splitText } from '../expressions/text.js';
import type { StepShape } from '../schema/step.js';
import type { Place } from '../source/source.js';
import type { Allowed } from './scope.js';
import { compileCondition, compileTemplate } from './template.js';

/** `for-each`, short (the list) or long (`items`, `key`, `max-parallel`). */
export function compileForEach(
  written: StepShape['for-each'],
  place: Place,
  allowed: Allowed,
  diagnostics: Diagnostics,
): ForEach | undefined {
  if (written === undefined) return undefined;
  const long = typeof written === 'object' && !Array.isArray(written) ? written : undefined;
  const items = (long ? long.items : written) as Json;
  const here = long ? place.at('items') : place;
  if (typeof items === 'string' && !isExpression(items)) {
    diagnostics.add('field.invalid', here.value, 'for-each must be a list, not text', {
      hint: `write [a, b], or \${{ inputs.NAME }}`,
    });
    return undefined;
  }
  const before: Allowed = { ...allowed, steps: 'for-each takes a list from inputs' };
  const forEach: ForEach = { items: compileTemplate(items, here, before, diagnostics) };
  if ('literal' in forEach.items && !long?.key) checkKeys(items as Json[], here, diagnostics);
  if (long?.key !== undefined) {
    const ofItem: Allowed = { ...before, each: 'item' };
    const key = compileCondition(long.key, place.at('key'), ofItem, diagnostics);
    if (key) forEach.key = key;
  }
  const most = long?.['max-parallel'];
  if (most !== undefined) forEach.maxParallel = most;
  return forEach;
}

function isExpression(text: string): boolean {
  const parts = splitText(text);
  return 'unclosed' in parts || (parts.length === 1 && parts.some((part) => 'expr' in part));
}

/** A literal list names its instances: scalars, each once. */
function checkKeys(items: Json[], place: Place, diagnostics: Diagnostics): void {
  const seen = new Set<string>();
  for (const [index, item] of items.entries()) {
    const at = place.at(index).value;
    if (item === null || item === '' || typeof item === 'object') {
      diagnostics.add('field.invalid', at, 'this item has no name: it is no text or number', {
        hint: 'for-each: { items: […], key: each.item.NAME } names the items',
      });
      continue;
    }
    if (seen.has(String(item))) {
      diagnostics.add('field.invalid', at, `the item ${item} comes twice`);
    }
    seen.add(String(item));
  }
}
