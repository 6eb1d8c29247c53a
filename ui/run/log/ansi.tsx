import { useComputedColorScheme } from '@mantine/core';
import Anser from 'anser';
import type { CSSProperties } from 'react';
import { inkOn, paletteColour, type Rgb, readable, type Theme } from './colours';
import { linkedPieces, shownBy } from './terminal';

/** A line with the colours and links that a program gave it. */
export function Ansi({ text }: { text: string }) {
  const theme = useComputedColorScheme();
  const shown = shownBy(text);
  if (!shown.text.includes('\u001b') && shown.links.length === 0) return shown.text;
  const coloured = Anser.ansiToJson(shown.text, { remove_empty: true, use_classes: true });
  let link: string | undefined;
  return coloured.map((piece, index) => {
    const { pieces, current } = linkedPieces(piece.content, shown.links, link);
    link = current;
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a line never change
      <span key={index} className={classes(piece)} style={exact(piece, theme)}>
        {pieces.map(({ text, href }, at) =>
          href === undefined ? (
            text
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a line never change
            <a key={at} href={href} target="_blank" rel="noreferrer">
              {text}
            </a>
          ),
        )}
      </span>
    );
  });
}

/** Anser says of reverse video that it has changed the colours over; its types do not. */
type Piece = ReturnType<typeof Anser.ansiToJson>[number] & { isInverted?: boolean };

function classes({ fg, bg, decorations, isInverted }: Piece): string {
  return [
    isInverted ? 'ansi-inverted' : '',
    fg && !isExact(fg) ? `${fg}-fg` : '',
    bg && !isExact(bg) ? `${bg}-bg` : '',
    ...decorations.map((decoration) => `ansi-${decoration}`),
  ]
    .filter(Boolean)
    .join(' ');
}

const isExact = (color: string) => color === 'ansi-truecolor' || color.startsWith('ansi-palette');

/** Colours that are no names: where the program has not chosen the ground too, such as can be read. */
function exact(piece: Piece, theme: Theme): CSSProperties {
  const { fg, fg_truecolor, bg, bg_truecolor, isInverted } = piece;
  const ink = rgbOf(fg, fg_truecolor);
  const ground = rgbOf(bg, bg_truecolor);
  const color = ink
    ? bg
      ? ink
      : readable(ink, theme)
    : ground && (!fg || isInverted)
      ? inkOn(ground)
      : undefined;
  return {
    ...(color ? { color: `rgb(${color.join()})` } : {}),
    ...(ground ? { background: `rgb(${ground.join()})` } : {}),
  };
}

function rgbOf(name: string | null, exactly: string | null): Rgb | undefined {
  const index = /^ansi-palette-(\d+)$/.exec(name ?? '')?.[1];
  if (index !== undefined) return paletteColour(Number(index));
  if (name !== 'ansi-truecolor' || !exactly) return undefined;
  const [red = 0, green = 0, blue = 0] = exactly.split(',').map(Number);
  return [red, green, blue];
}

/** The text alone, to search in. */
export function plain(text: string): string {
  const shown = shownBy(text);
  const words = linkedPieces(shown.text, shown.links, undefined).pieces.map((piece) => piece.text);
  const joined = words.join('');
  return joined.includes('\u001b') ? Anser.ansiToText(joined) : joined;
}
