import { type Document, LineCounter, parseDocument } from 'yaml';
import type { Diagnostics } from '../diagnostics/diagnostic.js';
import { convert, mergeKeys } from './convert.js';
import { tooMuch } from './guard.js';
import { type Source, spanOf } from './source.js';

/** What the YAML library says, where its words do not help. */
const explanations: { [code: string]: { message: string; hint?: string } } = {
  TAB_AS_INDENT: { message: 'a tab indents this line', hint: 'YAML indents with spaces only' },
  MULTIPLE_DOCS: {
    message: 'a second YAML document starts here',
    hint: 'a pipeline is one document: remove the line ---',
  },
  BAD_ALIAS: { message: 'this alias has no anchor' },
  RESOURCE_EXHAUSTION: { message: 'lists and maps are nested too deep' },
};

/**
 * The YAML of a file with positions, or undefined where it has errors. Every error is reported.
 */
export function parseSource(
  file: string,
  text: string,
  diagnostics: Diagnostics,
): Source | undefined {
  const lines = new LineCounter();
  const excess = tooMuch(text);
  if (excess) {
    lines.addNewLine(0);
    for (const { index } of text.slice(0, excess.offset).matchAll(/\n/g)) {
      lines.addNewLine(index + 1);
    }
    const at = spanOf({ file, text, lines }, { start: excess.offset, end: excess.offset + 1 });
    diagnostics.add('file.too-large', at, excess.message);
    return undefined;
  }
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const base = { file, text, lines };
  if (document.contents === null && document.errors.length === 0) {
    const at = { file, line: 1, column: 1, length: 1 };
    const what = text.trim() === '' ? 'is empty' : 'holds comments only';
    diagnostics.add('file.empty', at, `this file ${what}`, {
      hint: 'a pipeline has at least a name and steps',
    });
    return undefined;
  }
  const problems = [...document.errors, ...document.warnings].slice(0, 20);
  for (const { code, message, pos } of problems) {
    const at = spanOf(base, { start: pos[0], end: pos[1] });
    if (code === 'DUPLICATE_KEY') {
      const key = text.slice(pos[0]).match(/^[^\s:]+/)?.[0] ?? '';
      const { message, hint } =
        key === '<<' ? mergeKeys : { message: `the key ${key} comes twice` };
      diagnostics.add('yaml.key', at, message, { hint });
      continue;
    }
    const known = explanations[code];
    diagnostics.add('yaml.syntax', at, known?.message ?? decapitalize(message), {
      hint: known?.hint,
    });
  }
  if (problems.length > 0) return undefined;
  return withRoot(base, document, diagnostics);
}

function withRoot(
  base: Omit<Source, 'root'>,
  document: Document.Parsed,
  diagnostics: Diagnostics,
): Source | undefined {
  const root = convert(document, (code, range, message, hint) => {
    diagnostics.add(code, spanOf(base, range), message, { hint });
  });
  return root && { ...base, root };
}

function decapitalize(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
