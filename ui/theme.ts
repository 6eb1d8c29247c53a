import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** One quiet blue for what can be acted on; every other colour says what state something is in. */
const harbour: MantineColorsTuple = [
  '#eef5fa',
  '#dbe8f1',
  '#b3cfe2',
  '#88b5d3',
  '#659fc6',
  '#4f91be',
  '#3f83b3',
  '#2f6f9c',
  '#22577a',
  '#17415d',
];

/** What waits for a person, and what takes away: the same in light and dark, white on it can be read. */
const solid = (color: string) => Array(10).fill(color) as unknown as MantineColorsTuple;

export const theme = createTheme({
  primaryColor: 'harbour',
  primaryShade: { light: 8, dark: 7 },
  colors: { harbour, held: solid('#c2410c'), asked: solid('#6f42c1'), danger: solid('#b3261e') },
  fontFamily: "Roboto, system-ui, -apple-system, 'Segoe UI', sans-serif",
  fontFamilyMonospace:
    "ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, 'DejaVu Sans Mono', monospace",
  headings: { fontWeight: '500' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
});
