/**
 * What a pipeline may not exceed: a hostile file gets an error, not a hang. All are far above what
 * a person writes.
 */
export const limits = {
  /** Bytes of one YAML file. */
  fileBytes: 1024 * 1024,
  /** YAML tokens of one file: above, the parser takes seconds. */
  tokens: 100_000,
  /** Lists and maps in one another. Above a few thousand the parser overflows the stack. */
  depth: 64,
  /** Values of one file with every alias expanded. */
  values: 50_000,
  /** Steps of a run, those of inner pipelines included. */
  steps: 500,
  /** Pipelines in one another. */
  pipelineDepth: 10,
} as const;
