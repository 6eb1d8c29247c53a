import type { ForEach, Json } from '../../../contract/plan.js';
import type { Item } from '../../memory.js';
import { evaluateIn, renderValue, type Scope } from './templates.js';

/** The items of a `for-each` with their keys. Throws where they are no list or a key comes twice. */
export function expandItems(
  scope: Scope,
  forEach: ForEach,
  scopeOfItem: (item: Item) => Scope,
): Item[] {
  const list = renderValue(scope, forEach.items);
  if (!Array.isArray(list)) throw new Error('for-each: expected a list');
  const items = list.map((item, index) => {
    const key = forEach.key
      ? evaluateIn(scopeOfItem({ key: String(index), item }), forEach.key)
      : item;
    return { key: keyText(key, index), item };
  });
  const seen = new Set<string>();
  for (const { key } of items) {
    if (seen.has(key)) throw new Error(`for-each: the key "${key}" comes twice`);
    seen.add(key);
  }
  return items;
}

function keyText(key: Json, index: number): string {
  if (key === null || typeof key === 'object' || key === '') {
    throw new Error(`for-each: item ${index + 1} has no scalar key; name one with "key"`);
  }
  return String(key);
}
