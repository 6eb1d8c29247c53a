/** Colours that programs choose for a black terminal, so that they can be read on the page. */

export type Rgb = readonly [red: number, green: number, blue: number];

/** What lines stand on: `--log` of each theme. */
const grounds = { light: [251, 251, 252], dark: [14, 18, 21] } as const satisfies {
  [theme: string]: Rgb;
};
const black: Rgb = [0, 0, 0];
const white: Rgb = [255, 255, 255];

/** What can be read by most people (WCAG AA). */
const enough = 4.5;

export type Theme = keyof typeof grounds;

/** The colour, as much darker or lighter as it has to be. */
export function readable(colour: Rgb, theme: Theme): Rgb {
  const target = theme === 'light' ? black : white;
  for (let share = 0; share <= 1; share += 0.05) {
    const mixed = mix(colour, target, share);
    if (contrast(mixed, grounds[theme]) >= enough) return mixed;
  }
  return target;
}

/** What can be read on a coloured ground. */
export function inkOn(ground: Rgb): Rgb {
  return contrast(white, ground) >= contrast(black, ground) ? white : black;
}

/** A colour of the 256 by its number, from 16 on; those before have names. */
export function paletteColour(index: number): Rgb {
  if (index >= 232) {
    const level = 8 + (index - 232) * 10;
    return [level, level, level];
  }
  const at = index - 16;
  const level = (part: number) => [0, 95, 135, 175, 215, 255][part % 6] ?? 0;
  return [level(Math.floor(at / 36)), level(Math.floor(at / 6)), level(at)];
}

function mix(one: Rgb, other: Rgb, share: number): Rgb {
  const part = (index: 0 | 1 | 2) => Math.round(one[index] * (1 - share) + other[index] * share);
  return [part(0), part(1), part(2)];
}

export function contrast(one: Rgb, other: Rgb): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: Rgb): number {
  const [red = 0, green = 0, blue = 0] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
