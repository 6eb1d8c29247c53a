/**
 * What the references are made from: exports of the modules of the same names.
 *
 * @typedef {object} Sources
 * @property {typeof import('zod').z} z
 * @property {typeof import('ms')} ms
 * @property {typeof import('../../../activities/catalogue.js').catalogue} catalogue
 * @property {typeof import('../../../contract/error-codes.js').errorCodes} errorCodes
 * @property {typeof import('../../../language/diagnostics/codes.js').diagnosticCodes} diagnosticCodes
 * @property {typeof import('../../../language/durations.js').durationPattern} durationPattern
 * @property {typeof import('../../../language/schema/pipeline.js').pipelineSchema} pipelineSchema
 * @property {typeof import('../../../language/compile/scope.js').contextNames} contextNames
 * @property {typeof import('../../../language/compile/scope.js').runFields} runFields
 * @property {typeof import('../../../language/expressions/functions.js').functionNames} functionNames
 * @property {typeof import('../../../contract/limits.js').runLimits} runLimits
 * @property {typeof import('../../../language/limits.js').limits} limits
 */
export {};
