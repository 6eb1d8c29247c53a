import { stripVTControlCharacters } from 'node:util';

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is how a colour begins
const colour = /(\u001b\[[\d;]*m)/;

/**
 * Lines as they may reach a terminal, whatever they were made of: colours, and no other order. Not
 * for what a script reads.
 */
export function harmless(text: string): string {
  return text
    .split(colour)
    .map((part, index) => (index % 2 === 1 ? part : withoutOrders(part)))
    .join('');
}

function withoutOrders(text: string): string {
  return stripVTControlCharacters(text).replace(/[^\P{Cc}\n\t]/gu, '');
}
