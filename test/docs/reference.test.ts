import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ms from 'ms';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { catalogue } from '../../activities/catalogue.js';
import { errorCodes } from '../../contract/error-codes.js';
import { runLimits } from '../../contract/limits.js';
import { contextNames, runFields } from '../../language/compile/scope.js';
import { diagnosticCodes } from '../../language/diagnostics/codes.js';
import { durationPattern } from '../../language/durations.js';
import { functionNames } from '../../language/expressions/functions.js';
import { limits } from '../../language/limits.js';
import { pipelineSchema } from '../../language/schema/pipeline.js';
import { references } from '../../scripts/lib/reference.mjs';
import { docs } from './blocks.js';

const pages = references({
  z,
  ms,
  catalogue,
  errorCodes,
  contextNames,
  runFields,
  diagnosticCodes,
  durationPattern,
  functionNames,
  limits,
  runLimits,
  pipelineSchema,
});

it.each(Object.entries(pages))(
  'docs/reference/%s says what the schemas say',
  async (name, text) => {
    const written = await readFile(join(docs, 'reference', name), 'utf8').catch(() => '');
    expect(written, 'it is not what the schemas say any more: run npm run docs').toBe(text);
  },
);

it('tells every step type, field, and code of an error', () => {
  for (const [type, info] of catalogue) {
    expect(pages['steps.md']).toContain(`## ${type}\n`);
    for (const field of Object.keys(info.with.shape)) {
      expect(pages['steps.md']).toContain(`| \`${field}\` |`);
    }
  }
  for (const code of Object.keys(errorCodes)) expect(pages['steps.md']).toContain(`\`${code}\``);
});
