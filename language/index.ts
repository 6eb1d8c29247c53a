/** The language: a pipeline's text becomes a checked plan. */
export { type DiagnosticCode, diagnosticCodes } from './diagnostics/codes.js';
export type { Diagnostic } from './diagnostics/diagnostic.js';
export { type FormatOptions, formatDiagnostics } from './diagnostics/format.js';
export { type InputProblem, type ResolvedInputs, resolveInputs } from './inputs/resolve.js';
export { type Loaded, loadPipeline } from './load.js';
export type { InputDefinition, InputDefinitions } from './schema/input.js';
export { inputsJsonSchema, pipelineJsonSchema } from './schema/json-schema.js';
