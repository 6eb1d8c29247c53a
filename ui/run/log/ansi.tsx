import Anser from 'anser';
import type { CSSProperties } from 'react';

/** A line with the colours a program gave it. */
export function Ansi({ text }: { text: string }) {
  // Of a line that was written over (progress bars), the last state is what a terminal shows.
  const shown = text.slice(text.lastIndexOf('\r', text.length - 2) + 1).replace(/\r$/, '');
  if (!shown.includes('\u001b')) return shown;
  return Anser.ansiToJson(shown, { remove_empty: true, use_classes: true }).map((piece, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a line never change
    <span key={index} className={classes(piece)} style={exact(piece)}>
      {piece.content}
    </span>
  ));
}

type Piece = ReturnType<typeof Anser.ansiToJson>[number];

function classes({ fg, bg, decorations }: Piece): string {
  return [
    fg && !isExact(fg) ? `${fg}-fg` : '',
    bg && !isExact(bg) ? `${bg}-bg` : '',
    ...decorations.map((decoration) => `ansi-${decoration}`),
  ]
    .filter(Boolean)
    .join(' ');
}

const isExact = (color: string) => color === 'ansi-truecolor' || color.startsWith('ansi-palette');

/** Colours that are no names. */
function exact({ fg, fg_truecolor, bg, bg_truecolor }: Piece): CSSProperties {
  return {
    ...(fg === 'ansi-truecolor' && fg_truecolor ? { color: `rgb(${fg_truecolor})` } : {}),
    ...(bg === 'ansi-truecolor' && bg_truecolor ? { background: `rgb(${bg_truecolor})` } : {}),
  };
}

/** The text alone, to search in. */
export function plain(text: string): string {
  return text.includes('\u001b') ? Anser.ansiToText(text) : text;
}
