import { piecesOf } from './linked';

/** A person's words: as they are, with links where they name pages. */
export function Linked({ text }: { text: string }) {
  return piecesOf(text).map((piece, index) =>
    piece.isLink ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text never change
      <a key={index} href={piece.text} target="_blank" rel="noreferrer">
        {piece.text}
      </a>
    ) : (
      piece.text
    ),
  );
}
