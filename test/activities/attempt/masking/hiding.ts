import { createMasker, type Masker } from '../../../../activities/attempt/masking/masker.js';

/** Hides secrets of these values, whose names are S0, S1 … */
export function hiding(...values: string[]): Masker {
  return createMasker(values.map((value, index) => ({ name: `S${index}`, value })));
}
