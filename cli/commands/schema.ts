import { resolve } from 'node:path';
import type { Command } from 'commander';
import writeFileAtomic from 'write-file-atomic';
import { loadCatalogue } from '../../activities/catalogue.js';
import { pipelineJsonSchema } from '../../language/index.js';
import { type CommonOptions, example, type Runner } from '../command/command.js';
import { usageError } from '../command/errors.js';
import { writeJson } from '../command/json.js';
import { type ExitCode, exitCodes } from '../terminal/exit-codes.js';
import type { Io } from '../terminal/io.js';
import { writeLines } from '../terminal/lines.js';

interface SchemaOptions extends CommonOptions {
  output?: string;
}

export function define(command: Command, run: Runner): void {
  command
    .description(
      'Print the JSON Schema of pipelines: with it an editor completes, explains and underlines (docs/editor.md)',
    )
    .option('-o, --output <file>', 'write it there')
    .addHelpText('after', example('muster schema --output muster.schema.json'))
    .action(run(schema));
}

async function schema(io: Io, options: SchemaOptions): Promise<ExitCode> {
  const document = pipelineJsonSchema(await loadCatalogue(io.env));
  if (options.output === undefined) {
    writeJson(io, document);
    return exitCodes.ok;
  }
  const file = resolve(io.cwd, options.output);
  try {
    await writeFileAtomic(file, `${JSON.stringify(document, null, 2)}\n`);
  } catch (error) {
    throw usageError(`${file} cannot be written: ${(error as Error).message}`);
  }
  if (options.json) writeJson(io, { file });
  else {
    const line = `# yaml-language-server: $schema=${options.output}`;
    writeLines(io.stdout, [`${options.output} is written. First line of a pipeline:`, `  ${line}`]);
  }
  return exitCodes.ok;
}
