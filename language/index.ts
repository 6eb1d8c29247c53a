/** The language: a pipeline's text becomes a checked plan. */
export { diagnosticCodes } from './diagnostics/codes.js';
export { formatDiagnostics } from './diagnostics/format.js';
export { readInputsFile } from './inputs/inputs-file.js';
export { readLooseValue } from './inputs/loose-value.js';
export { resolveInputs } from './inputs/resolve.js';
export { type Loaded, loadPipeline } from './load.js';
export type { InputDefinitions } from './schema/input.js';
export { inputsJsonSchema, pipelineJsonSchema } from './schema/json-schema.js';
