/**
 * The beginning of a text, with a mark where it was cut: by that the masker knows the half of a
 * secret, which it could not tell from other text (`attempt/masking/cut.ts`).
 */
export function shortened(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
