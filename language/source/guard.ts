import { Lexer } from 'yaml';
import { limits } from '../limits.js';

/**
 * Whether a text is too much for the YAML parser, which is recursive: a megabyte of `[` takes the
 * whole process down. The lexer is not, and tells the tokens one by one.
 */
export function tooMuch(text: string): { offset: number; message: string } | undefined {
  let offset = 0;
  let tokens = 0;
  let flow = 0;
  let onThisLine = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') flow++;
    else if (token === ']' || token === '}') flow--;
    else if (token === '-' || token === '?') onThisLine++;
    else if (token.endsWith('\n')) onThisLine = 0;
    if (Math.max(flow, onThisLine) > limits.depth) {
      return { offset, message: `nested deeper than ${limits.depth} levels` };
    }
    if (++tokens > limits.tokens) {
      return { offset, message: `more than ${limits.tokens} YAML tokens` };
    }
    // The lexer's own marks (document start, scalar, …) are not part of the text.
    if (!isMark(token)) offset += token.length;
  }
  return undefined;
}

function isMark(token: string): boolean {
  return token === '\u0002' || token === '\u0018' || token === '\u001f';
}
