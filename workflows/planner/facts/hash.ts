import type { Json } from '../../../contract/plan.js';

/** 32 hex digits; the same for the same value, whatever the order of its keys. */
export function hashOf(value: Json): string {
  return hash(stableJson(value));
}

/** JSON with sorted keys. */
export function stableJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(stableJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${stableJson(value[key] ?? null)}`).join(',')}}`;
}

/** FNV-1a, 128 bits in two halves of BigInt: the sandbox has no crypto, and this guards no secret. */
function hash(text: string): string {
  const prime = 0x0000000001000000000000000000013bn;
  const mask = (1n << 128n) - 1n;
  let state = 0x6c62272e07bb014262b821756295c58dn;
  for (const byte of new TextEncoder().encode(text)) {
    state = ((state ^ BigInt(byte)) * prime) & mask;
  }
  return state.toString(16).padStart(32, '0');
}
