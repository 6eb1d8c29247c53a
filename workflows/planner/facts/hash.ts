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

/**
 * FNV-1a, 128 bits: the sandbox has no crypto, and this guards no secret. In eight parts of 16 bits, as
 * BigInt takes thirty times as long, and a run may be given megabytes in one turn. Its prime is
 * 2^88 + 0x13b.
 */
function hash(text: string): string {
  const parts = [0x6c62, 0x272e, 0x07bb, 0x0142, 0x62b8, 0x2175, 0x6295, 0xc58d].reverse();
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = parts;
  for (const byte of new TextEncoder().encode(text)) {
    a ^= byte;
    // Times 2^88 is five parts and a half further up.
    const [low, middle, high] = [a << 8, b << 8, c << 8];
    a *= 0x13b;
    b = b * 0x13b + (a >>> 16);
    c = c * 0x13b + (b >>> 16);
    d = d * 0x13b + (c >>> 16);
    e = e * 0x13b + (d >>> 16);
    f = f * 0x13b + (e >>> 16) + (low & 0xffff);
    g = g * 0x13b + (f >>> 16) + (low >>> 16) + (middle & 0xffff);
    h = h * 0x13b + (g >>> 16) + (middle >>> 16) + (high & 0xffff);
    a &= 0xffff;
    b &= 0xffff;
    c &= 0xffff;
    d &= 0xffff;
    e &= 0xffff;
    f &= 0xffff;
    g &= 0xffff;
    h &= 0xffff;
  }
  return [h, g, f, e, d, c, b, a].map((part) => part.toString(16).padStart(4, '0')).join('');
}
