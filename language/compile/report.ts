import type { DiagnosticCode } from '../diagnostics/codes.js';
import type { Details } from '../diagnostics/diagnostic.js';

/** Reports on the access that is looked at. */
export type Report = (code: DiagnosticCode, message: string, details?: Details) => void;
