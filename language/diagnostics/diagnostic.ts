import type { SourcePosition } from '../../contract/plan.js';
import { type DiagnosticCode, diagnosticCodes } from './codes.js';

/** Something wrong with a pipeline's text, and where. */
export interface Diagnostic extends SourcePosition {
  code: DiagnosticCode;
  /** An error leaves no plan; a warning does. */
  severity: 'error' | 'warning';
  message: string;
  /** Characters from `column` on that it is about; at least 1. */
  length: number;
  /** What to do. */
  hint?: string;
  /** A second place that explains it. */
  related?: SourcePosition & { message: string };
}

/** A range of a file. */
export interface Span extends SourcePosition {
  length: number;
}

export interface Details {
  hint?: string | undefined;
  related?: { at: Span; message: string } | undefined;
}

/** Collects what is wrong, so that a person sees all of it at once. */
export class Diagnostics {
  readonly #found = new Map<string, Diagnostic>();

  add(code: DiagnosticCode, at: Span, message: string, details: Details = {}): void {
    const { hint, related } = details;
    const diagnostic: Diagnostic = {
      code,
      severity: diagnosticCodes[code].severity,
      message,
      file: at.file,
      line: at.line,
      column: at.column,
      length: at.length,
    };
    if (hint !== undefined) diagnostic.hint = hint;
    if (related !== undefined) {
      const { file, line, column } = related.at;
      diagnostic.related = { file, line, column, message: related.message };
    }
    // A pipeline that is used twice says the same thing twice.
    this.#found.set([at.file, at.line, at.column, code, message].join('\n'), diagnostic);
  }

  get hasErrors(): boolean {
    return [...this.#found.values()].some(({ severity }) => severity === 'error');
  }

  /** In the order of the text, file by file as they were read. */
  inOrder(files: readonly string[]): Diagnostic[] {
    const rank = new Map(files.map((file, index) => [file, index]));
    const rankOf = (file: string) => rank.get(file) ?? files.length;
    return [...this.#found.values()].sort(
      (a, b) => rankOf(a.file) - rankOf(b.file) || a.line - b.line || a.column - b.column,
    );
  }
}
