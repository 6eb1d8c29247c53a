/** A text in which addresses of pages are links: its pieces, in order. */
export function piecesOf(text: string): { text: string; isLink: boolean }[] {
  return text
    .split(address)
    .map((piece, index) => ({ text: piece, isLink: index % 2 === 1 }))
    .filter((piece) => piece.text !== '');
}

/** Up to a space; a full stop or a bracket at its end is the sentence's. */
const address = /(https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]}])/i;
