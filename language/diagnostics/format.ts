import { relative } from 'node:path';
import type { SourcePosition } from '../../contract/plan.js';
import type { Diagnostic } from './diagnostic.js';
import { type Word, wordsOf, wrapWords } from './wrap.js';

export interface FormatOptions {
  /** Colours for a terminal. Default: none. */
  color?: boolean;
  /** Columns of a line: text is wrapped, source lines are cut around the place. Default: 80. */
  width?: number;
  /** Absolute folder; paths in it are shown from there. Default: paths stay absolute. */
  directory?: string;
}

/** Wraps text in an escape code of the terminal. */
type Paint = (code: number, text: string) => string;

/**
 * Diagnostics as text: place, severity, code and message; the line with a caret; a second place; a
 * hint. Ends with a newline unless there is nothing to say.
 */
export function formatDiagnostics(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
  options: FormatOptions = {},
): string {
  const paint: Paint = options.color
    ? (code, text) => `\u001b[${code}m${text}\u001b[39m`
    : (_code, text) => text;
  const { directory, width = 80 } = options;
  const near = (file: string) =>
    directory === undefined ? file : relative(directory, file) || file;
  const place = ({ file, line, column }: SourcePosition) => `${near(file)}:${line}:${column}`;
  const wrap = (words: Word[], indent: string) => wrapWords(words, width, indent);
  const blocks = diagnostics.map((diagnostic) => {
    const { severity, code, message, hint, related } = diagnostic;
    const at = place(diagnostic);
    const title: Word[] = [
      { text: at, shown: paint(36, at) },
      { text: severity, shown: paint(severity === 'error' ? 31 : 33, severity) },
      ...wordsOf(message),
      { text: `[${code}]`, shown: paint(90, `[${code}]`) },
    ];
    const lines = [
      wrap(title, '  '),
      ...snippet(diagnostic, sources.get(diagnostic.file), width, paint),
    ];
    if (related) {
      const there = place(related);
      const words = [
        { text: `  ${there}`, shown: `  ${paint(36, there)}` },
        ...wordsOf(related.message),
      ];
      lines.push(wrap(words, '    '));
    }
    if (hint !== undefined) {
      const words = [{ text: '  hint:', shown: `  ${paint(32, 'hint:')}` }, ...wordsOf(hint)];
      lines.push(wrap(words, '    '));
    }
    return lines.join('\n');
  });
  return blocks.map((block) => `${block}\n`).join('\n');
}

function snippet(at: Diagnostic, text: string | undefined, width: number, paint: Paint): string[] {
  const line = text?.split(/\r?\n/)[at.line - 1]?.replaceAll('\t', ' ');
  if (line === undefined || line.trim() === '') return [];
  const gutter = `${at.line} | `;
  const room = Math.max(20, width - gutter.length - 2);
  const start = line.length <= room ? 0 : Math.max(0, at.column - 1 - Math.floor(room / 2));
  const cut = start + room < line.length;
  const middle = line.slice(start > 0 ? start + 1 : 0, cut ? start + room - 1 : line.length);
  const shown = `${start > 0 ? '…' : ''}${middle}${cut ? '…' : ''}`;
  const indent = ' '.repeat(Math.max(0, at.column - 1 - start));
  const carets = '^'.repeat(Math.max(1, Math.min(at.length, shown.length - indent.length)));
  return [
    `  ${paint(90, gutter)}${shown}`,
    `  ${' '.repeat(gutter.length - 2)}${paint(90, '|')} ${indent}${paint(31, carets)}`,
  ];
}
